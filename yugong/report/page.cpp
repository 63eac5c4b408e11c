#include "yugong/report/page.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "yugong/base/frame.hpp"
#include "yugong/report/markup.hpp"
#include "yugong/report/page_style.hpp"
#include "yugong/report/svg.hpp"

namespace yugong::report {
namespace {

const char* level_key(Level level) {
  return level == Level::error     ? "level.error"
         : level == Level::warning ? "level.warning"
                                   : "level.note";
}

const char* level_class(Level level) {
  return level == Level::error ? "error" : level == Level::warning ? "warning" : "note";
}

class PageWriter {
 public:
  PageWriter(const Page& page, const PageOptions& options) : page_(page), options_(options) {}

  std::string write() {
    head();
    out_ += "<main id=\"content\">\n";
    for (const Section& section : page_.sections) {
      if (section.blocks.empty()) continue;
      out_ += "<section id=\"" + escape_xml(section.id) + "\" aria-labelledby=\"" +
              escape_xml(section.id) + "-title\">\n<h2 id=\"" + escape_xml(section.id) +
              "-title\">" + escape_xml(title_of(section)) + "</h2>\n";
      for (const Block& block : section.blocks) write(block);
      out_ += "</section>\n";
    }
    out_ += "</main>\n<footer><p>" + word("made_by") + "</p></footer>\n</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  Lang lang() const { return options_.lang; }

  std::string word(std::string_view key) const {
    return escape_xml(options_.words.in(lang(), key));
  }

  std::string said(const Text& text) const { return escape_xml(text.in(lang())); }

  std::string title_of(const Section& section) const {
    if (!section.title.empty()) return section.title.in(lang());
    return options_.words.has(section.id) ? options_.words.in(lang(), section.id) : section.id;
  }

  void head() {
    out_ += "<!DOCTYPE html>\n<html lang=\"" + std::string(lang() == Lang::zh ? "zh-CN" : "en") +
            "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
            "content=\"width=device-width,initial-scale=1\">\n"
            "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
            said(page_.title) + "</title>\n<style>\n" + page_css() + table_css() +
            "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">" + word("skip") +
            "</a>\n";
    out_ += "<header>\n<h1>" + said(page_.title) + "</h1>\n";
    if (!page_.subtitle.empty()) out_ += "<p class=\"subtitle\">" + said(page_.subtitle) + "</p>\n";
    if (page_.simulated)
      out_ += "<p class=\"banner\" role=\"note\">" + word("simulated.banner") + "</p>\n";
    out_ += "<nav aria-label=\"" + word("contents") + "\"><ul>";
    for (const Section& section : page_.sections) {
      if (!section.blocks.empty())
        out_ += "<li><a href=\"#" + escape_xml(section.id) + "\">" + escape_xml(title_of(section)) +
                "</a></li>";
    }
    out_ += "</ul>";
    exhibit_links();
    out_ += "</nav>\n</header>\n";
  }

  /// The tables and figures of the paper, one link each, before everything else.
  void exhibit_links() {
    std::string links;
    const auto link = [&](const std::string& id, const std::string& text) {
      links += "<li><a href=\"#" + escape_xml(id) + "\">" + escape_xml(text) + "</a></li>";
    };
    int figures = 0;
    for (const Section& section : page_.sections) {
      for (const Block& block : section.blocks) {
        if (block.kind == Block::Kind::figure)
          link(fmt::format("figure-{}", ++figures), block.text.in(lang()));
        if (block.kind != Block::Kind::table) continue;
        for (const Table& table : block.table) {
          const WriteOptions options{lang(), false, options_.words};
          if (!table.id.empty()) link(table.id, caption_of(table, options).front());
        }
      }
    }
    if (!links.empty()) out_ += "<ul class=\"exhibits\">" + links + "</ul>";
  }

  void write(const Block& block) {
    switch (block.kind) {
      case Block::Kind::paragraph:
        out_ += "<p>" + said(block.text) + "</p>\n";
        return;
      case Block::Kind::table: {
        WriteOptions options{lang(), options_.both_captions, options_.words};
        for (const Table& table : block.table) out_ += to_html(table, options);
        return;
      }
      case Block::Kind::cell_map:
        cells(block.table.front());
        return;
      case Block::Kind::figure:
        figure(block);
        return;
      case Block::Kind::frame:
        frame(block);
        return;
      case Block::Kind::problems:
        problems(block);
        return;
      case Block::Kind::key_values:
        facts(block);
        return;
      case Block::Kind::details:
        out_ += "<details><summary>" + said(block.text) + "</summary>\n";
        for (const Block& inside : block.inside) write(inside);
        out_ += "</details>\n";
        return;
    }
  }

  /// Five shades; the share is said in words too, so that nothing hangs on colour alone.
  void cells(const Table& table) {
    const std::string caption = said(table.title);
    out_ += "<div class=\"table-frame\" tabindex=\"0\" role=\"region\" aria-label=\"" + caption +
            "\"><table class=\"cells\"><caption>" + caption +
            "</caption>\n<thead><tr><th scope=\"col\">" + word("unit") + "</th>";
    for (std::size_t c = 1; c < table.header.front().size(); ++c) {
      out_ += "<th scope=\"col\">" + said(table.header.front()[c].text) + "</th>";
    }
    out_ += "</tr></thead>\n<tbody>\n";
    for (const Row& row : table.rows) {
      out_ += "<tr><th scope=\"row\">" + said(row.cells.front().text) + "</th>";
      for (std::size_t c = 1; c < row.cells.size(); ++c) {
        const Cell& cell = row.cells[c];
        if (cell.kind == Cell::Kind::blank) {
          out_ += "<td></td>";
          continue;
        }
        const int shade = std::clamp(static_cast<int>(cell.value / 20) + 1, 1, 5);
        out_ += fmt::format("<td class=\"s{}\">{}</td>", shade, cell.printed(lang()));
      }
      out_ += "</tr>\n";
    }
    out_ += "</tbody></table></div>\n";
  }

  void figure(const Block& block) {
    ++figures_;
    out_ += fmt::format("<figure id=\"figure-{}\">\n", figures_);
    if (!block.svg.empty()) {
      out_ += "<div class=\"drawing\">" +
              inline_svg(block.svg, fmt::format("f{}-", figures_), block.alt.in(lang())) +
              "</div>\n";
    } else if (!block.png.empty()) {
      out_ += "<img alt=\"" + said(block.alt) + "\" src=\"data:image/png;base64," +
              base64(block.png) + "\">\n";
    }
    out_ += "<figcaption>" + said(block.text);
    if (!block.note.empty()) out_ += "<small>" + said(block.note) + "</small>";
    out_ += "</figcaption>\n</figure>\n";
  }

  static std::string capital(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
      text[0] = static_cast<char>(text[0] - 32);
    return text;
  }

  std::string column_title(const Column& column) const {
    if (options_.words.has(column.name)) return options_.words.in(lang(), column.name);
    if (!column.label.empty()) return column.label.in(lang());
    for (const GlossaryEntry& entry : glossary()) {
      if (entry.name == column.name) return capital(entry.meaning.in(lang()));
    }
    return column.name;
  }

  /// A word of the program in the reader's language; names and texts of the study stay as they are.
  std::string text_cell(const Column& column, std::size_t row) const {
    const std::string& value = column.texts[row];
    constexpr std::array<std::string_view, 6> of_words = {
        "direction", "role", "step", "kind", "state", "item"};
    const bool is_word = std::ranges::find(of_words, column.name) != of_words.end();
    const std::string key = "cell." + value;
    return is_word && options_.words.has(key) ? options_.words.in(lang(), key) : value;
  }

  /// For reading, four significant digits do, whole numbers are whole, and large numbers are no
  /// powers of ten; the exact numbers are in the result files.
  std::string cell(const Column& column, std::size_t row) const {
    if (column.missing_at(row)) return escape_xml(frame_cell(column, row));
    if (column.is_text) return escape_xml(text_cell(column, row));
    const double value = column.numbers[row];
    const double size = std::abs(value);
    if (size < 1e15 && (size >= 1000 || value == std::floor(value))) return text::fixed(value, 0);
    return fmt::format("{:.4g}", value);
  }

  /// Columns that a reader of this language wants: of two labels, the one in the language.
  std::vector<const Column*> shown_columns(const Frame& frame) const {
    const bool both = frame.has("label_zh") && (frame.has("label") || frame.has("label_en"));
    const auto foreign = [&](const std::string& name) {
      return lang() == Lang::zh ? name == "label" || name == "label_en" : name == "label_zh";
    };
    // A label says nothing where it is the name again, or nothing at all.
    const auto empty = [&](const Column& column) {
      if (!column.name.starts_with("label") || !column.is_text || !frame.has("term")) return false;
      const std::vector<std::string>& terms = frame.column("term").texts;
      for (std::size_t i = 0; i < column.texts.size(); ++i) {
        if (!column.texts[i].empty() && column.texts[i] != terms[i]) return false;
      }
      return true;
    };
    std::vector<const Column*> shown;
    for (const Column& column : frame.columns()) {
      if (!(both && foreign(column.name)) && !empty(column)) shown.push_back(&column);
    }
    return shown;
  }

  void frame_rows(const Frame& frame, std::size_t first, std::size_t last) {
    const std::vector<const Column*> columns = shown_columns(frame);
    for (std::size_t r = first; r < last; ++r) {
      out_ += "<tr>";
      for (std::size_t c = 0; c < columns.size(); ++c) {
        const Column& column = *columns[c];
        const char* tag = c == 0 ? "th scope=\"row\"" : "td";
        out_ += fmt::format("<{}{}>{}</{}>",
                            tag,
                            column.is_text ? "" : " class=\"n\"",
                            cell(column, r),
                            c == 0 ? "th" : "td");
      }
      out_ += "</tr>\n";
    }
  }

  void frame_table(const Block& block, std::size_t first, std::size_t last, bool with_caption) {
    out_ += "<div class=\"table-frame\" tabindex=\"0\" role=\"region\" aria-label=\"" +
            said(block.text) + "\"><table class=\"data\">";
    if (with_caption && !block.text.empty()) out_ += "<caption>" + said(block.text) + "</caption>";
    out_ += "<thead><tr>";
    for (const Column* shown : shown_columns(block.frame)) {
      const Column& column = *shown;
      out_ += fmt::format("<th scope=\"col\"{}>{}</th>",
                          column.is_text ? "" : " class=\"n\"",
                          escape_xml(column_title(column)));
    }
    out_ += "</tr></thead>\n<tbody>\n";
    frame_rows(block.frame, first, last);
    out_ += "</tbody></table></div>\n";
  }

  void frame(const Block& block) {
    if (block.frame.columns().empty()) return;
    const std::size_t rows = block.frame.rows(), open = std::min(rows, block.open_rows);
    // A table of which nothing is open is folded away whole.
    if (open > 0 || rows == 0) frame_table(block, 0, open, true);
    if (open == rows) return;
    const std::string summary = open == 0 ? said(block.text) : word("more_rows");
    out_ += "<details><summary>" + summary + fmt::format(" ({})", rows - open) + "</summary>\n";
    frame_table(block, open, rows, false);
    out_ += "</details>\n";
  }

  /// "model base2": the first word is the program's.
  std::string said_path(const std::string& path) const {
    const std::size_t space = path.find(' ');
    const std::string key = "cell." + path.substr(0, space);
    if (space == std::string::npos || !options_.words.has(key)) return path;
    return options_.words.in(lang(), key) + path.substr(space);
  }

  void problems(const Block& block) {
    out_ += "<ul class=\"problems\">\n";
    for (const Problem& problem : block.problems) {
      out_ += fmt::format("<li class=\"{}\"><span class=\"level\">{}</span> <code>{}</code> {}",
                          level_class(problem.level),
                          word(level_key(problem.level)),
                          escape_xml(problem.code),
                          said(problem.what));
      if (!problem.mend.empty())
        out_ += "<br><span class=\"mend\">" + word("mend") + (lang() == Lang::zh ? "：" : ": ") +
                said(problem.mend) + "</span>";
      if (problem.place.known()) {
        std::string place =
            problem.place.file.empty() ? said_path(problem.place.path) : problem.place.file;
        if (!problem.place.sheet.empty())
          place += " [" + problem.place.sheet +
                   (problem.place.cell.empty() ? "" : "!" + problem.place.cell) + "]";
        if (problem.place.line > 0) place += ":" + std::to_string(problem.place.line);
        out_ += "<br><span class=\"place\">" + word("place") + (lang() == Lang::zh ? "：" : ": ") +
                escape_xml(place) + "</span>";
      }
      out_ += "</li>\n";
    }
    out_ += "</ul>\n";
  }

  void facts(const Block& block) {
    out_ += "<dl>\n";
    for (const auto& [name, value] : block.pairs)
      out_ += "<div><dt>" + said(name) + "</dt><dd>" + said(value) + "</dd></div>\n";
    out_ += "</dl>\n";
  }

  const Page& page_;
  const PageOptions& options_;
  std::string out_;
  int figures_ = 0;
};

}  // namespace

Block Block::paragraph(Text text) {
  Block block;
  block.text = std::move(text);
  return block;
}

Block Block::of(Table table) {
  Block block;
  block.kind = Kind::table;
  block.table.push_back(std::move(table));
  return block;
}

Block Block::figure(std::string svg, Text caption, Text alt, Text note) {
  Block block;
  block.kind = Kind::figure;
  block.svg = std::move(svg);
  block.text = std::move(caption);
  block.alt = std::move(alt);
  block.note = std::move(note);
  return block;
}

Block Block::data(Frame frame, Text caption, std::size_t open_rows) {
  Block block;
  block.kind = Kind::frame;
  block.frame = std::move(frame);
  block.text = std::move(caption);
  block.open_rows = open_rows;
  return block;
}

Block Block::messages(std::vector<Problem> problems) {
  Block block;
  block.kind = Kind::problems;
  block.problems = std::move(problems);
  return block;
}

Block Block::facts(std::vector<std::pair<Text, Text>> pairs) {
  Block block;
  block.kind = Kind::key_values;
  block.pairs = std::move(pairs);
  return block;
}

Block Block::details(Text summary, std::vector<Block> inside) {
  Block block;
  block.kind = Kind::details;
  block.text = std::move(summary);
  block.inside = std::move(inside);
  return block;
}

std::string to_html(const Page& page, const PageOptions& options) {
  return PageWriter(page, options).write();
}

Block cell_map(const std::vector<std::string>& units,
               const std::vector<long>& periods,
               const std::vector<double>& share,
               Text caption) {
  if (share.size() != units.size() * periods.size()) {
    throw Error{
        error("YG9001",
              {"cell map: shares do not fit units and periods", "单元格图：数值与个体、时期不符"})};
  }
  Table table;
  table.title = std::move(caption);
  table.align.assign(periods.size() + 1, Align::centre);
  table.align[0] = Align::left;
  std::vector<HeaderCell> header{{Text("", ""), 1, false}};
  for (const long period : periods) header.push_back({Text(std::to_string(period)), 1, false});
  table.header.push_back(std::move(header));
  for (std::size_t u = 0; u < units.size(); ++u) {
    Row row{RowKind::values, {Cell::of(Text(units[u]))}};
    for (std::size_t t = 0; t < periods.size(); ++t) {
      const double value = share[u * periods.size() + t];
      row.cells.push_back(value > 0 ? Cell::of(100 * value, 0) : Cell::blank());
      if (value > 0) row.cells.back().suffix = "%";
    }
    table.rows.push_back(std::move(row));
  }
  Block block = Block::of(std::move(table));
  block.kind = Block::Kind::cell_map;
  return block;
}

}  // namespace yugong::report
