#include <algorithm>

#include <fmt/format.h>

#include "yugong/report/markup.hpp"

namespace yugong::report {
namespace {

/// Plain text for LaTeX: its ten special characters escaped, symbols that text fonts lack set in
/// math, line breaks as spaces.
std::string escape_latex(std::string_view s) {
  static const std::pair<std::string_view, std::string_view> symbols[] = {{"²", "$^2$"},
                                                                          {"√", "$\\surd$"},
                                                                          {"×", "$\\times$"},
                                                                          {"−", "$-$"},
                                                                          {"≤", "$\\leq$"},
                                                                          {"≥", "$\\geq$"},
                                                                          {"τ", "$\\tau$"},
                                                                          {"σ", "$\\sigma$"},
                                                                          {"†", "\\dag{}"},
                                                                          {"‡", "\\ddag{}"}};
  std::string out;
  for (std::size_t i = 0; i < s.size();) {
    bool replaced = false;
    for (const auto& [symbol, latex] : symbols) {
      if (s.substr(i).starts_with(symbol)) {
        out += latex;
        i += symbol.size();
        replaced = true;
        break;
      }
    }
    if (replaced) continue;
    const char c = s[i++];
    switch (c) {
      case '\\':
        out += "\\textbackslash{}";
        break;
      case '~':
        out += "\\textasciitilde{}";
        break;
      case '^':
        out += "\\textasciicircum{}";
        break;
      case '&':
      case '%':
      case '$':
      case '#':
      case '_':
      case '{':
      case '}':
        out += '\\';
        out += c;
        break;
      case '<':
        out += "\\textless{}";
        break;
      case '>':
        out += "\\textgreater{}";
        break;
      case '[':
      case ']':
        // After \\ a bracket would be read as its optional argument.
        out += '{';
        out += c;
        out += '}';
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20)
          out += c;
        else if (c == '\n' || c == '\t')
          out += ' ';
    }
  }
  return out;
}

/// Hyphens that are signs (before a digit, after nothing that a word or number could end in) as
/// minus signs, also those of an exponent.
std::string with_minus_signs(const std::string& s) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const bool before_digit = s[i] == '-' && i + 1 < s.size() && digit(s[i + 1]);
    const bool starts =
        i == 0 || std::string_view("([{} ").find(s[i - 1]) != std::string_view::npos;
    const bool exponent = i > 1 && s[i - 1] == 'e' && digit(s[i - 2]);
    if (before_digit && (starts || exponent))
      out += "$-$";
    else
      out += s[i];
  }
  return out;
}

std::string cell_text(const Cell& cell, const Table& table, Lang lang) {
  std::string out = with_minus_signs(escape_latex(cell.plain(lang)));
  if (!cell.stars.empty()) {
    const std::string stars = escape_latex(cell.stars);
    out += table.superscript_stars ? "\\textsuperscript{" + stars + "}" : stars;
  }
  return out + with_minus_signs(escape_latex(cell.after));
}

/// Characters from U+3000 on: CJK punctuation, ideographs and full-width forms.
bool has_chinese(std::string_view s) {
  return std::ranges::any_of(s, [](char c) {
    const auto lead = static_cast<unsigned char>(c);
    return lead >= 0xE3 && lead <= 0xEF;
  });
}

char letter(Align align) {
  return align == Align::left ? 'l' : align == Align::right ? 'r' : 'c';
}

void write_header(const Table& table, Lang lang, std::string& out) {
  for (const auto& line : table.header) {
    std::string rules;
    for (std::size_t k = 0; k < line.size(); ++k) {
      const HeaderCell& cell = line[k];
      const std::string said = escape_latex(cell.text.in(lang));
      out += k ? " & " : "";
      out += cell.columns > 1 ? fmt::format("\\multicolumn{{{}}}{{c}}{{{}}}", cell.columns, said)
                              : said;
      if (!cell.underline) continue;
      const std::size_t first = first_column(line, k) + 1;
      rules += fmt::format(
          "\\cmidrule(lr){{{}-{}}}", first, first + static_cast<std::size_t>(cell.columns) - 1);
    }
    out += " \\\\\n";
    if (!rules.empty()) out += rules + "\n";
  }
}

void write_row(const Table& table, const Row& row, Lang lang, std::string& out) {
  if (row.kind == RowKind::rule) {
    out += "\\midrule\n";
    return;
  }
  if (row.kind == RowKind::panel) {
    out += fmt::format("\\multicolumn{{{}}}{{l}}{{\\textit{{{}}}}} \\\\\n",
                       table.columns(),
                       escape_latex(row.cells.front().printed(lang)));
    return;
  }
  for (std::size_t c = 0; c < row.cells.size(); ++c) {
    const Cell& cell = row.cells[c];
    out += c ? " & " : "";
    if (cell.covered) continue;
    const std::string said = cell_text(cell, table, lang);
    out += cell.rows > 1 ? fmt::format("\\multirow[t]{{{}}}{{*}}{{{}}}", cell.rows, said) : said;
  }
  out += " \\\\\n";
}

/// The size of letters at which the table fits a page of 16 cm, as far as that can be told from its
/// characters; a wider one is left to the author.
std::string size_of(const Table& table, Lang lang) {
  std::vector<std::size_t> widths(table.columns(), 0);
  for (const Row& row : table.rows) {
    if (row.kind == RowKind::rule || row.kind == RowKind::panel) continue;
    for (std::size_t c = 0; c < row.cells.size(); ++c)
      widths[c] = std::max(widths[c], text::display_width(row.cells[c].printed(lang)));
  }
  for (const auto& line : table.header) {
    for (std::size_t k = 0; k < line.size(); ++k) {
      const std::size_t c = first_column(line, k);
      if (line[k].columns == 1)
        widths[c] = std::max(widths[c], text::display_width(line[k].text.in(lang)));
    }
  }
  double characters = 0;
  for (const std::size_t w : widths) characters += static_cast<double>(w);
  const auto columns = static_cast<double>(widths.size());
  const double page = 455;  // points
  if (characters * 4.6 + columns * 12 <= page) return "\\small";
  if (characters * 4.1 + columns * 6 <= page) return "\\footnotesize\\setlength{\\tabcolsep}{3pt}";
  return "\\scriptsize\\setlength{\\tabcolsep}{2pt}";
}

bool uses_multirow(const Table& table) {
  for (const Row& row : table.rows) {
    for (const Cell& cell : row.cells) {
      if (cell.rows > 1) return true;
    }
  }
  return false;
}

}  // namespace

std::string to_latex(const Table& table, const WriteOptions& options) {
  check(table);
  std::string out =
      std::string("% packages: booktabs, threeparttable, caption") +
      (uses_multirow(table) ? ", multirow" : "") +
      "; ctex for Chinese\n\\begin{table}[htbp]\n\\centering\n\\begin{threeparttable}\n";
  // The number is kept as in the study, whatever the document counts.
  // One caption of two lines: threeparttable prints only the last of several.
  std::vector<std::string> lines = caption_of(table, options);
  for (std::string& line : lines) line = escape_latex(line);
  if (lines.size() > 1) out += "\\captionsetup{justification=centering}\n";
  out += "\\caption*{" + text::join(lines, "\\\\ ") + "}\n";
  if (!table.id.empty()) out += "\\label{tab:" + escape_latex(table.id) + "}\n";
  out += size_of(table, options.lang) + "\n\\begin{tabular}{";
  for (std::size_t c = 0; c < table.columns(); ++c) out += letter(table.alignment(c));
  out += "}\n\\toprule\n";
  write_header(table, options.lang, out);
  out += "\\midrule\n";
  for (const Row& row : table.rows) write_row(table, row, options.lang, out);
  out += "\\bottomrule\n\\end{tabular}\n";
  const auto notes = note_lines(table.notes, options.lang, options.words);
  if (!notes.empty()) {
    out += "\\begin{tablenotes}[flushleft]\\footnotesize\n";
    for (const std::string& note : notes) out += "\\item " + escape_latex(note) + "\n";
    out += "\\end{tablenotes}\n";
  }
  return out + "\\end{threeparttable}\n\\end{table}\n";
}

std::string to_latex_document(const std::vector<const Table*>& tables,
                              const WriteOptions& options) {
  std::string body;
  for (const Table* table : tables) body += "\n" + to_latex(*table, options);
  std::string head = "\\documentclass{article}\n";
  if (options.lang == Lang::zh) {
    head = "\\documentclass[UTF8]{ctexart}\n";
  } else if (has_chinese(body)) {
    // English words of the class, Chinese fonts for what is Chinese.
    head = "\\documentclass[UTF8,scheme=plain]{ctexart}\n";
  }
  head +=
      "\\usepackage[a4paper,margin=2.5cm]{geometry}\n"
      "\\usepackage{booktabs,threeparttable,multirow,caption}\n\\begin{document}\n";
  return head + body + "\n\\end{document}\n";
}

}  // namespace yugong::report
