#pragma once

#include <string>
#include <utility>
#include <vector>

#include "yugong/base/error.hpp"
#include "yugong/base/frame.hpp"
#include "yugong/report/table.hpp"
#include "yugong/report/words.hpp"

/// The report page: one HTML file that holds everything (style, tables, drawings) and asks nothing
/// of the network.
namespace yugong::report {

/// A piece of the page. Use the makers.
struct Block {
  enum class Kind { paragraph, table, cell_map, figure, frame, problems, key_values, details };

  Kind kind = Kind::paragraph;
  Text text;                   ///< paragraph; caption of figure or frame; summary of details
  std::vector<Table> table;    ///< one, for table and cell_map
  std::string svg;             ///< figure
  std::string png;             ///< figure without svg
  Text alt;                    ///< of a figure
  Text note;                   ///< beneath a figure
  Frame frame;                 ///< rows of a plain data table
  std::size_t open_rows = 12;  ///< of a frame; the others fold away
  std::vector<Problem> problems;
  std::vector<std::pair<Text, Text>> pairs;  ///< key_values
  std::vector<Block> inside;                 ///< of details

  static Block paragraph(Text text);
  static Block of(Table table);
  static Block figure(std::string svg, Text caption, Text alt, Text note = {});
  static Block data(Frame frame, Text caption, std::size_t open_rows = 12);
  static Block messages(std::vector<Problem> problems);
  static Block facts(std::vector<std::pair<Text, Text>> pairs);
  static Block details(Text summary, std::vector<Block> inside);
};

struct Section {
  std::string id;  ///< anchor: "overview", "data", "indices", "efficiency", "tables", "figures",
                   ///< "notes", "reproduction"
  Text title;      ///< empty: the word of that id
  std::vector<Block> blocks;
};

struct Page {
  Text title;
  Text subtitle;
  bool simulated = false;  ///< a banner on top says so
  std::vector<Section> sections;
};

struct PageOptions {
  Lang lang = Lang::zh;
  bool both_captions = false;
  Words words;
};

/// The whole file. Sections without blocks are left out. Labels of frames' columns come from
/// `words`, then the glossary.
std::string to_html(const Page& page, const PageOptions& options = {});

/// A map of cells: one row per unit, one column per period, each cell a share of marked variables
/// from 0 to 1; drawn as a table of shaded cells with the number as text.
Block cell_map(const std::vector<std::string>& units,
               const std::vector<long>& periods,
               const std::vector<double>& share,
               Text caption);

}  // namespace yugong::report
