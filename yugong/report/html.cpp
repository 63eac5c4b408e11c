#include <fmt/format.h>

#include "yugong/report/markup.hpp"

namespace yugong::report {
namespace {

const char* class_of(Align align) {
  switch (align) {
    case Align::left:
      return "l";
    case Align::centre:
      return "c";
    case Align::right:
      return "r";
  }
  return "c";
}

class HtmlTable {
 public:
  HtmlTable(const Table& table, const WriteOptions& options) : table_(table), options_(options) {}

  std::string write() {
    out_ += "<div class=\"table-frame\" tabindex=\"0\" role=\"region\" aria-label=\"" +
            escape_xml(caption_of(table_, options_).front()) + "\">\n<table class=\"three-line\"" +
            (table_.id.empty() ? "" : " id=\"" + escape_xml(table_.id) + "\"") + ">\n";
    caption();
    head();
    out_ += "<tbody>\n";
    for (std::size_t r = 0; r < table_.rows.size(); ++r) row(r);
    out_ += "</tbody>\n";
    foot();
    out_ += "</table>\n</div>\n";
    return std::move(out_);
  }

 private:
  void caption() {
    out_ += "<caption>";
    bool first = true;
    for (const std::string& line : caption_of(table_, options_)) {
      out_ += first ? "" : "<br>";
      out_ += escape_xml(line);
      first = false;
    }
    out_ += "</caption>\n";
  }

  void head() {
    out_ += "<thead>\n";
    for (const auto& line : table_.header) {
      out_ += "<tr>";
      for (std::size_t k = 0; k < line.size(); ++k) {
        const HeaderCell& cell = line[k];
        const std::size_t column = first_column(line, k);
        if (cell.text.empty()) {
          out_ += cell.columns > 1 ? fmt::format("<td colspan=\"{}\"></td>", cell.columns)
                                   : "<td></td>";
          continue;
        }
        out_ += fmt::format("<th scope=\"{}\"{} class=\"{}{}\">{}</th>",
                            cell.columns > 1 ? "colgroup" : "col",
                            cell.columns > 1 ? fmt::format(" colspan=\"{}\"", cell.columns) : "",
                            class_of(cell.columns > 1 ? Align::centre : table_.alignment(column)),
                            cell.underline ? " span" : "",
                            heading(cell));
      }
      out_ += "</tr>\n";
    }
    out_ += "</thead>\n";
  }

  /// The line under a group ends short of its neighbours' lines: it belongs to a box inside the
  /// cell.
  std::string heading(const HeaderCell& cell) const {
    const std::string said = escape_xml(cell.text.in(options_.lang));
    return cell.underline ? "<span>" + said + "</span>" : said;
  }

  void row(std::size_t r) {
    const Row& row = table_.rows[r];
    if (row.kind == RowKind::rule) return;
    if (row.kind == RowKind::panel) {
      out_ +=
          fmt::format("<tr class=\"panel{}\"><th scope=\"rowgroup\" colspan=\"{}\">{}</th></tr>\n",
                      rule_above(table_, r) ? " ruled" : "",
                      table_.columns(),
                      escape_xml(row.cells.front().printed(options_.lang)));
      return;
    }
    std::string classes = row.kind == RowKind::estimate    ? "estimate"
                          : row.kind == RowKind::statistic ? "statistic"
                                                           : "";
    if (rule_above(table_, r)) classes += classes.empty() ? "ruled" : " ruled";
    out_ += classes.empty() ? "<tr>" : "<tr class=\"" + classes + "\">";
    for (std::size_t c = 0; c < row.cells.size(); ++c) {
      // The label of an estimate covers the statistics beneath it, so that a reader of the page
      // hears them by name.
      const bool label = c < static_cast<std::size_t>(table_.label_columns);
      if (row.cells[c].covered || (label && row.kind == RowKind::statistic)) continue;
      const bool leads = label && row.kind == RowKind::estimate;
      cell(row.cells[c], c, leads ? 1 + statistics_under(r) : row.cells[c].rows);
    }
    out_ += "</tr>\n";
  }

  /// Lines of statistics that belong to the estimates of row `r`.
  int statistics_under(std::size_t r) const {
    int lines = 0;
    while (r + 1 < table_.rows.size() && table_.rows[++r].kind == RowKind::statistic) ++lines;
    return lines;
  }

  void cell(const Cell& cell, std::size_t column, int rows) {
    const bool is_label =
        column < static_cast<std::size_t>(table_.label_columns) && cell.kind != Cell::Kind::blank;
    std::string attributes = fmt::format(" class=\"{}\"", class_of(table_.alignment(column)));
    if (is_label) attributes += rows > 1 ? " scope=\"rowgroup\"" : " scope=\"row\"";
    if (rows > 1) attributes += fmt::format(" rowspan=\"{}\"", rows);
    if (cell.columns > 1) attributes += fmt::format(" colspan=\"{}\"", cell.columns);
    std::string inside;
    if (cell.kind == Cell::Kind::blank) {
      if (!cell.reason.empty()) {
        const std::string reason = escape_xml(cell.reason.in(options_.lang));
        attributes += " title=\"" + reason + "\"";
        inside = "<span class=\"unseen\">" + reason + "</span>";
      }
    } else {
      inside = escape_xml(cell.plain(options_.lang));
      if (!cell.stars.empty())
        inside += table_.superscript_stars ? "<sup>" + escape_xml(cell.stars) + "</sup>"
                                           : escape_xml(cell.stars);
      inside += escape_xml(cell.after);
      if (cell.kind == Cell::Kind::number)
        attributes += " data-value=\"" + text::round_trip(cell.value) + "\"";
    }
    const char* tag = is_label ? "th" : "td";
    out_ += fmt::format("<{}{}>{}</{}>", tag, attributes, inside, tag);
  }

  void foot() {
    const auto lines = note_lines(table_.notes, options_.lang, options_.words);
    if (lines.empty()) return;
    out_ += fmt::format("<tfoot><tr><td colspan=\"{}\">", table_.columns());
    for (const std::string& line : lines) out_ += "<p>" + escape_xml(line) + "</p>";
    out_ += "</td></tr></tfoot>\n";
  }

  const Table& table_;
  const WriteOptions& options_;
  std::string out_;
};

}  // namespace

std::string to_html(const Table& table, const WriteOptions& options) {
  check(table);
  return HtmlTable(table, options).write();
}

const std::string& table_css() {
  static const std::string css = R"css(
.table-frame{overflow-x:auto;margin:1.6em 0}
table.three-line{border-collapse:collapse;margin:0 auto;font-variant-numeric:tabular-nums lining-nums;line-height:1.45;min-width:min(30rem,100%);border-bottom:1.5pt solid currentColor}
table.three-line caption{caption-side:top;padding:0 0 .55em;font-weight:600;text-align:center;white-space:pre-wrap}
table.three-line thead{border-top:1.5pt solid currentColor;border-bottom:.75pt solid currentColor}
table.three-line th,table.three-line td{padding:.22em .85em;font-weight:400;vertical-align:top;white-space:nowrap}
table.three-line thead th,table.three-line thead td{padding-top:.3em;padding-bottom:.3em}
table.three-line th.span{padding-bottom:0}
table.three-line th.span span{display:block;border-bottom:.75pt solid currentColor;padding-bottom:.2em}
table.three-line .l{text-align:left}table.three-line .c{text-align:center}table.three-line .r{text-align:right}
table.three-line th.l,table.three-line td.l{white-space:normal;max-width:24em}
table.three-line tr.estimate td,table.three-line tr.estimate th{padding-bottom:0}
table.three-line tr.statistic td{padding-top:0}
table.three-line tr.statistic:has(+tr.statistic) td{padding-bottom:0}
table.three-line thead th.l{white-space:nowrap}
table.three-line tr.ruled>*{border-top:.75pt solid currentColor}
table.three-line tr.panel th{text-align:left;font-style:italic;padding-top:.6em}
table.three-line tfoot{border-top:1.5pt solid currentColor}
table.three-line tfoot td{white-space:normal;max-width:0;text-align:left;font-size:.86em;padding:.5em .2em 0}
table.three-line:has(tfoot){border-bottom:0}
table.three-line tfoot p{margin:.1em 0}
table.three-line sup{font-size:.75em;line-height:0}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
)css";
  return css;
}

std::string to_html_document(const std::vector<const Table*>& tables, const WriteOptions& options) {
  const bool zh = options.lang == Lang::zh;
  std::string title = tables.empty() ? options.words.in(options.lang, "tables")
                                     : caption_of(*tables.front(), options).front();
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
      "name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\">\n<title>{}</title>\n<style>\n"
      "body{{margin:2em;color:#1a1a1a;background:#fff;font:15px/1.5 {}}}\n@media "
      "(prefers-color-scheme:dark){{"
      "body{{color:#e8e6e3;background:#16181b}}}}\n{}</style>\n</head>\n<body>\n<main>\n",
      zh ? "zh-CN" : "en",
      escape_xml(title),
      "\"Times New Roman\",\"Songti SC\",SimSun,\"Noto Serif CJK SC\",serif",
      table_css());
  for (const Table* table : tables) out += to_html(*table, options);
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace yugong::report
