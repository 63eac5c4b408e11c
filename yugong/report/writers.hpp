#pragma once

#include <string>
#include <vector>

#include "yugong/report/table.hpp"
#include "yugong/report/words.hpp"

/// One table document in seven formats. Every function returns the bytes of a whole file (or a
/// fragment where it says so) and touches no disk; `write_whole` of base puts them there.
namespace yugong::report {

struct WriteOptions {
  Lang lang = Lang::zh;
  bool both_captions =
      false;  ///< title in Chinese and English, as journals with English abstracts ask
  Words words;
};

/// "表 4  基准回归结果" or "Table 4. Benchmark regression"; two lines when both are asked for.
std::vector<std::string> caption_of(const Table& table, const WriteOptions& options);

/// `<table class="three-line">` with caption, `scope` on every header and the notes in `<tfoot>`; a
/// fragment.
std::string to_html(const Table& table, const WriteOptions& options = {});
/// A page that stands alone, with the style in it.
std::string to_html_document(const std::vector<const Table*>& tables,
                             const WriteOptions& options = {});
/// The style sheet shared by standalone tables and the report page.
const std::string& table_css();

/// `table` with booktabs and threeparttable; a fragment for \input. Its first comment names the
/// packages needed.
std::string to_latex(const Table& table, const WriteOptions& options = {});
/// A document that compiles with xelatex (ctexart for Chinese).
std::string to_latex_document(const std::vector<const Table*>& tables,
                              const WriteOptions& options = {});

/// GitHub's pipe table under the caption; line breaks and pipes in labels are escaped.
std::string to_markdown(const Table& table, const WriteOptions& options = {});
/// The table as printed, UTF-8 with a byte-order mark for Excel; text that a spreadsheet would run
/// as a formula is prefixed with an apostrophe.
std::string to_csv(const Table& table, const WriteOptions& options = {});
/// For the terminal: three rules of box-drawing characters, columns padded by display width.
std::string to_terminal(const Table& table, const WriteOptions& options = {});

/// A workbook: per table one sheet as printed (numbers stay numbers at full precision under formats
/// such as 0.000"**") and one with its tidy data. Throws Error YG4025 when the workbook cannot be
/// made.
std::string to_xlsx(const std::vector<const Table*>& tables, const WriteOptions& options = {});

/// A piece of a Word document, in order.
struct DocxBlock {
  enum class Kind { heading, paragraph, table, picture };

  Kind kind = Kind::paragraph;
  Text text;                     ///< heading, paragraph, or the caption of a picture
  const Table* table = nullptr;  ///< must outlive the call
  std::string png;               ///< bytes of a picture
  Text alt;                      ///< text alternative of a picture
  int level = 1;                 ///< of a heading, 1 to 3

  static DocxBlock heading(Text text, int level = 1);
  static DocxBlock paragraph(Text text);
  static DocxBlock of(const Table& table);
  static DocxBlock picture(std::string png, Text caption, Text alt);
};

/// A Word document: real three-line tables (1.5 pt and 0.75 pt), header rows repeat on every page,
/// named styles (YugongTable, YugongCaption, YugongCell, YugongNote) that a template can restyle,
/// 宋体 and Times New Roman 9 pt. Throws Error YG4025 when the package cannot be made.
std::string to_docx(const std::vector<DocxBlock>& blocks, const WriteOptions& options = {});

}  // namespace yugong::report
