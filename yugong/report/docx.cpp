#include <algorithm>
#include <cstdint>
#include <sstream>

#include <pugixml.hpp>

#include "yugong/base/error.hpp"
#include "yugong/report/docx_styles.hpp"
#include "yugong/report/markup.hpp"
#include "yugong/report/package.hpp"

namespace yugong::report {
namespace {

using pugi::xml_node;

constexpr int text_width = 9026;  // twips between the margins of an A4 page
constexpr int hair = 6;           // eighths of a point: 0.75 pt
constexpr double emu_per_cm = 360000;

xml_node add(xml_node parent, const char* name) {
  return parent.append_child(name);
}

xml_node add(xml_node parent, const char* name, const char* value) {
  xml_node node = parent.append_child(name);
  node.append_attribute("w:val") = value;
  return node;
}

/// XML allows few control characters; the others are left out.
std::string clean(const std::string& s) {
  std::string out;
  for (const char c : s) {
    if (static_cast<unsigned char>(c) >= 0x20)
      out += c;
    else if (c == '\n' || c == '\t')
      out += ' ';
  }
  return out;
}

void add_run(xml_node paragraph,
             const std::string& said,
             bool superscript = false,
             bool italic = false) {
  if (said.empty()) return;
  xml_node run = add(paragraph, "w:r");
  if (superscript || italic) {
    xml_node properties = add(run, "w:rPr");
    if (italic) add(properties, "w:i");
    if (superscript) add(properties, "w:vertAlign", "superscript");
  }
  xml_node t = add(run, "w:t");
  t.append_attribute("xml:space") = "preserve";
  t.text().set(clean(said).c_str());
}

xml_node add_paragraph(xml_node parent, const char* style) {
  xml_node paragraph = add(parent, "w:p");
  add(add(paragraph, "w:pPr"), "w:pStyle", style);
  return paragraph;
}

void add_border(xml_node borders, const char* side, int eighths) {
  xml_node border = add(borders, side, "single");
  border.append_attribute("w:sz") = eighths;
  border.append_attribute("w:space") = 0;
  border.append_attribute("w:color") = "auto";
}

const char* justification(Align align) {
  return align == Align::left ? "left" : align == Align::right ? "right" : "center";
}

/// What a table cell looks like, apart from its words.
struct CellShape {
  int width = 0;
  int columns = 1;
  int rows = 1;
  bool covered = false;
  bool line_above = false;
  bool line_below = false;
  Align align = Align::centre;
  bool keep_next = true;  ///< with the row beneath, so that a small table stays on one page
};

xml_node add_cell(xml_node row, const CellShape& shape) {
  xml_node cell = add(row, "w:tc");
  xml_node properties = add(cell, "w:tcPr");
  xml_node width = add(properties, "w:tcW");
  width.append_attribute("w:w") = shape.width;
  width.append_attribute("w:type") = "dxa";
  if (shape.columns > 1) add(properties, "w:gridSpan", std::to_string(shape.columns).c_str());
  if (shape.covered) add(properties, "w:vMerge");
  if (shape.rows > 1) add(properties, "w:vMerge", "restart");
  if (shape.line_above || shape.line_below) {
    xml_node borders = add(properties, "w:tcBorders");
    if (shape.line_above) add_border(borders, "w:top", hair);
    if (shape.line_below) add_border(borders, "w:bottom", hair);
  }
  add(properties, "w:vAlign", "center");
  xml_node paragraph = add(cell, "w:p");
  xml_node style = add(paragraph, "w:pPr");
  add(style, "w:pStyle", "YugongCell");
  if (shape.keep_next) add(style, "w:keepNext");
  add(style, "w:jc", justification(shape.align));
  return paragraph;
}

/// Column widths in twips that share the text width in proportion to what the columns hold, within
/// bounds.
std::vector<int> widths_of(const Table& table, Lang lang) {
  std::vector<double> need(table.columns(), 6);
  for (const Row& row : table.rows) {
    if (row.kind == RowKind::rule || row.kind == RowKind::panel) continue;
    for (std::size_t c = 0; c < row.cells.size(); ++c) {
      need[c] =
          std::max(need[c], static_cast<double>(text::display_width(row.cells[c].printed(lang))));
    }
  }
  for (const auto& line : table.header) {
    for (std::size_t k = 0; k < line.size(); ++k) {
      if (line[k].columns != 1) continue;
      const std::size_t c = first_column(line, k);
      need[c] =
          std::max(need[c], 0.85 * static_cast<double>(text::display_width(line[k].text.in(lang))));
    }
  }
  double sum = 0;
  for (double& w : need) sum += (w = std::min(w, 36.0) + 2);
  std::vector<int> widths;
  for (const double w : need) widths.push_back(static_cast<int>(text_width * w / sum));
  return widths;
}

int span_width(const std::vector<int>& widths, std::size_t first, int count) {
  int width = 0;
  for (std::size_t c = first; c < first + static_cast<std::size_t>(count); ++c) width += widths[c];
  return width;
}

class Document {
 public:
  explicit Document(const WriteOptions& options) : options_(options) {
    xml_node root = document_.append_child("w:document");
    root.append_attribute("xmlns:w") =
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    root.append_attribute("xmlns:r") =
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    root.append_attribute("xmlns:wp") =
        "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";
    root.append_attribute("xmlns:a") = "http://schemas.openxmlformats.org/drawingml/2006/main";
    root.append_attribute("xmlns:pic") = "http://schemas.openxmlformats.org/drawingml/2006/picture";
    body_ = add(root, "w:body");
  }

  void write(const DocxBlock& block) {
    switch (block.kind) {
      case DocxBlock::Kind::heading: {
        const std::string style = "Heading" + std::to_string(std::clamp(block.level, 1, 3));
        add_run(add_paragraph(body_, style.c_str()), block.text.in(options_.lang));
        return;
      }
      case DocxBlock::Kind::paragraph:
        add_run(add_paragraph(body_, "Normal"), block.text.in(options_.lang));
        return;
      case DocxBlock::Kind::table:
        table(*block.table);
        return;
      case DocxBlock::Kind::picture:
        picture(block);
        return;
    }
  }

  std::string finish() {
    xml_node section = add(body_, "w:sectPr");
    xml_node size = add(section, "w:pgSz");
    size.append_attribute("w:w") = 11906;
    size.append_attribute("w:h") = 16838;
    xml_node margins = add(section, "w:pgMar");
    for (const char* side : {"w:top", "w:right", "w:bottom", "w:left"})
      margins.append_attribute(side) = 1440;
    margins.append_attribute("w:header") = 720;
    margins.append_attribute("w:footer") = 720;
    margins.append_attribute("w:gutter") = 0;
    return package();
  }

 private:
  void table(const Table& table) {
    check(table);
    for (const std::string& line : caption_of(table, options_))
      add_run(add_paragraph(body_, "YugongCaption"), line);
    widths_ = widths_of(table, options_.lang);
    xml_node node = add(body_, "w:tbl");
    xml_node properties = add(node, "w:tblPr");
    add(properties, "w:tblStyle", "YugongTable");
    xml_node width = add(properties, "w:tblW");
    width.append_attribute("w:w") = 5000;
    width.append_attribute("w:type") = "pct";
    add(properties, "w:jc", "center");
    add(properties, "w:tblLayout").append_attribute("w:type") = "fixed";
    add(properties, "w:tblCaption", clean(caption_of(table, options_).front()).c_str());
    xml_node grid = add(node, "w:tblGrid");
    for (const int w : widths_) add(grid, "w:gridCol").append_attribute("w:w") = w;
    for (std::size_t h = 0; h < table.header.size(); ++h) header_row(node, table, h);
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      if (table.rows[r].kind != RowKind::rule) body_row(node, table, r);
    }
    for (const std::string& note : note_lines(table.notes, options_.lang, options_.words)) {
      add_run(add_paragraph(body_, "YugongNote"), note);
    }
    add_paragraph(body_, "YugongAfter");
  }

  void header_row(xml_node node, const Table& table, std::size_t h) {
    const auto& line = table.header[h];
    xml_node row = add(node, "w:tr");
    xml_node properties = add(row, "w:trPr");
    add(properties, "w:cantSplit");
    add(properties, "w:tblHeader");
    for (std::size_t k = 0; k < line.size(); ++k) {
      const std::size_t c = first_column(line, k);
      CellShape shape;
      shape.width = span_width(widths_, c, line[k].columns);
      shape.columns = line[k].columns;
      shape.line_below = h + 1 == table.header.size() || line[k].underline;
      shape.align = line[k].columns > 1 ? Align::centre : table.alignment(c);
      add_run(add_cell(row, shape), line[k].text.in(options_.lang));
    }
  }

  void body_row(xml_node node, const Table& table, std::size_t r) {
    const Row& source = table.rows[r];
    xml_node row = add(node, "w:tr");
    add(add(row, "w:trPr"), "w:cantSplit");
    CellShape shape;
    shape.line_above = rule_above(table, r);
    shape.keep_next = table.rows.size() <= 40;
    if (source.kind == RowKind::panel) {
      shape.columns = static_cast<int>(table.columns());
      shape.width = span_width(widths_, 0, shape.columns);
      shape.align = Align::left;
      add_run(add_cell(row, shape), source.cells.front().printed(options_.lang), false, true);
      return;
    }
    for (std::size_t c = 0; c < source.cells.size(); ++c) {
      const Cell& cell = source.cells[c];
      shape.width = widths_[c];
      shape.rows = cell.rows;
      shape.covered = cell.covered;
      shape.align = table.alignment(c);
      xml_node paragraph = add_cell(row, shape);
      if (cell.covered) continue;
      add_run(paragraph, cell.plain(options_.lang));
      add_run(paragraph, cell.stars, table.superscript_stars);
      add_run(paragraph, cell.after);
    }
  }

  static std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = at; i < at + 4; ++i)
      value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
  }

  void picture(const DocxBlock& block) {
    if (block.png.size() < 24 || !block.png.starts_with("\x89PNG")) {
      throw Error{error("YG4025",
                        {"a picture for Word is not a PNG file", "插入 Word 的图片不是 PNG 文件"},
                        {"draw the figure with the format png", "请将图输出为 png 格式"})};
    }
    const double pixels_wide = big_endian(block.png, 16), pixels_high = big_endian(block.png, 20);
    const double wide = 14.5 * emu_per_cm, high = wide * pixels_high / std::max(pixels_wide, 1.0);
    pictures_.push_back(block.png);
    const std::string number = std::to_string(pictures_.size());
    const std::string alt = escape_xml(clean(block.alt.in(options_.lang)));
    const std::string extent = "cx=\"" + std::to_string(static_cast<long>(wide)) + "\" cy=\"" +
                               std::to_string(static_cast<long>(high)) + "\"";
    const std::string drawing =
        "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent " +
        extent + "/><wp:docPr id=\"" + number + "\" name=\"Figure " + number + "\" descr=\"" + alt +
        "\"/><a:graphic><a:graphicData "
        "uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>"
        "<pic:nvPicPr><pic:cNvPr id=\"" +
        number + "\" name=\"image" + number + ".png\" descr=\"" + alt +
        "\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rIdImage" + number +
        "\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" "
        "y=\"0\"/><a:ext " +
        extent +
        "/></a:xfrm><a:prstGeom "
        "prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>"
        "</a:graphic></wp:inline></w:drawing></w:r>";
    add_paragraph(body_, "YugongFigure").append_buffer(drawing.data(), drawing.size());
    add_run(add_paragraph(body_, "YugongFigureCaption"), block.text.in(options_.lang));
  }

  std::string package() const {
    std::ostringstream xml;
    document_.save(xml, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
    const std::string declaration =
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    const std::string office =
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    const std::string packages = "http://schemas.openxmlformats.org/package/2006/";
    std::string relations = declaration + "<Relationships xmlns=\"" + packages +
                            "relationships\"><Relationship Id=\"rId1\" Type=\"" + office +
                            "styles\" Target=\"styles.xml\"/>";
    for (std::size_t i = 1; i <= pictures_.size(); ++i) {
      const std::string n = std::to_string(i);
      relations += "<Relationship Id=\"rIdImage" + n + "\" Type=\"" + office +
                   "image\" Target=\"media/image" + n + ".png\"/>";
    }
    relations += "</Relationships>";
    const std::string word = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
    const std::string types =
        declaration + "<Types xmlns=\"" + packages +
        "content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-"
        "package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
        "<Default Extension=\"png\" ContentType=\"image/png\"/><Override "
        "PartName=\"/word/document.xml\" "
        "ContentType=\"" +
        word + "document.main+xml\"/><Override PartName=\"/word/styles.xml\" ContentType=\"" +
        word + "styles+xml\"/></Types>";
    const std::string root = declaration + "<Relationships xmlns=\"" + packages +
                             "relationships\"><Relationship Id=\"rId1\" Type=\"" + office +
                             "officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    std::vector<std::pair<std::string, std::string>> parts = {
        {"[Content_Types].xml", types},
        {"_rels/.rels", root},
        {"word/document.xml", declaration + xml.str()},
        {"word/styles.xml", docx_styles()},
        {"word/_rels/document.xml.rels", relations}};
    for (std::size_t i = 0; i < pictures_.size(); ++i) {
      parts.emplace_back("word/media/image" + std::to_string(i + 1) + ".png", pictures_[i]);
    }
    return zip_of(parts);
  }

  const WriteOptions& options_;
  pugi::xml_document document_;
  xml_node body_;
  std::vector<int> widths_;
  std::vector<std::string> pictures_;
};

}  // namespace

DocxBlock DocxBlock::heading(Text text, int level) {
  DocxBlock block;
  block.kind = Kind::heading;
  block.text = std::move(text);
  block.level = level;
  return block;
}

DocxBlock DocxBlock::paragraph(Text text) {
  DocxBlock block;
  block.text = std::move(text);
  return block;
}

DocxBlock DocxBlock::of(const Table& table) {
  DocxBlock block;
  block.kind = Kind::table;
  block.table = &table;
  return block;
}

DocxBlock DocxBlock::picture(std::string png, Text caption, Text alt) {
  DocxBlock block;
  block.kind = Kind::picture;
  block.png = std::move(png);
  block.text = std::move(caption);
  block.alt = std::move(alt);
  return block;
}

std::string to_docx(const std::vector<DocxBlock>& blocks, const WriteOptions& options) {
  Document document(options);
  for (const DocxBlock& block : blocks) document.write(block);
  return document.finish();
}

}  // namespace yugong::report
