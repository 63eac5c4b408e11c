#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "yugong/base/value.hpp"
#include "yugong/study/names.hpp"
#include "yugong/study/paths.hpp"

/// What a study file says, typed and resolved: names of sets replaced, `like` followed, files
/// found.
namespace yugong::study {

/// A name that the file uses, and where it is written.
struct Mention {
  std::string name;
  Place place;
  std::string inside;  ///< "the formula of model base2": for messages
};

/// [study]
struct Heading {
  Text title;
  std::string lang = "en";  ///< "en", "zh" or "both"
  std::uint64_t seed = 1;
  bool simulated = false;  ///< the data were made by a simulator: every output says so
  std::string
      truth;  ///< JSON file of true parameters, for simulated data; printed beside the estimates
};

/// [panel]
struct PanelSpec {
  std::string unit;
  std::string time;
  std::optional<std::array<long, 2>> range;
  std::optional<long> expect_units, expect_periods, expect_rows;
  Place place;
};

/// [source.x]: one or several files of one layout.
struct SourceSpec {
  std::string name;
  std::vector<std::string> files;  ///< found on disk, in order of name; as opened
  std::string pattern;             ///< as written
  bool is_private = false;         ///< left out of a replication package
  Value settings;  ///< the keys that the reader takes, forwarded to data::ReadOptions
  Place place;
};

/// One step of [prepare]; `what` is "interpolate", "winsorise", "scale" or "filter".
struct PrepareSpec {
  std::string what;
  Value settings;
  Place place;
};

/// [derive]: name = "expression".
struct DeriveSpec {
  std::string name;
  std::string expression;
  std::vector<std::string> uses;
  Place place;  ///< of the expression
};

/// [index.x] and [efficiency.x]: a method that adds columns to the panel.
struct ComputedSpec {
  std::string name;
  std::string section;  ///< "index" or "efficiency"
  std::string verb;     ///< row of the method table
  Value settings;       ///< options of the method, `like` followed and defaults put in
  std::string where;    ///< rows that are used; empty = all
  Place where_place;
  std::vector<std::string> uses;
  Text label;
  Place place;
};

/// [model] entry: one or several estimates (outcomes `c(y1, y2)`, steps `csw(a, b)`, groups of
/// `split`).
struct ModelSpec {
  std::string name;
  std::string verb;
  std::vector<SingleModel> models;  ///< several: one estimate each, named model.id
  Value settings;                   ///< options of the method; `formula` is that of the first model
  std::string formula;              ///< with sets and swaps resolved
  Place formula_place;
  std::string where;
  Place where_place;
  std::optional<Value> winsor;  ///< options of prepare::winsorise, applied to a copy of the data
  std::string split;            ///< column whose values give one estimate each, named model.value
  bool full = false;            ///< an estimate on all rows comes first, named model.full
  std::vector<std::string> order;  ///< values of `split` in the order wanted; empty: as they occur
  std::vector<std::string> uses;   ///< every column it reads
  Text label;
  Place place;
};

/// [table] and [figure] entries.
struct ExhibitSpec {
  std::string id;    ///< "4"
  std::string kind;  ///< "regression", "summary", "correlation", "weights", "frame"; of a figure:
                     ///< "line", "map", ...
  Text title;
  std::vector<std::string>
      uses;  ///< models, indices or variables it prints, with sets and `x.*` resolved to entries
  Value settings;
  Place place;
};

struct Study {
  std::string path;    ///< as given
  std::string folder;  ///< of the file, for relative paths
  Places places;       ///< folders of this machine, as the study writes them
  std::string text;    ///< the file itself
  Heading heading;
  PanelSpec panel;
  std::vector<SourceSpec> sources;
  std::string aliases;  ///< file of old and short unit names; empty = none
  std::string suffix;   ///< unit names that differ by 市, 省: "error" (default) or "strip"
  std::vector<std::string> missing;  ///< further marks that mean "no value"
  std::vector<PrepareSpec> prepare;
  std::vector<DeriveSpec> derive;
  std::vector<ComputedSpec> computed;
  Sets sets;
  std::vector<ModelSpec> models;
  std::vector<ExhibitSpec> tables;
  std::vector<ExhibitSpec> figures;
  Value style;                         ///< [style], forwarded to the report
  std::map<std::string, Text> labels;  ///< [labels]: of variables, over those of the data
  std::vector<Mention> mentions;       ///< names used, to be resolved against the data
  std::vector<Problem> notes;          ///< advice that does not stop the study
};

/// The name of the study's file, for the record: where it stands does not matter to the numbers.
std::string name_of(const Study& study);

/// Reads and checks a study file without touching the data beyond looking for the files. All
/// mistakes that can be found are thrown together: unknown keys and names with the nearest one,
/// wrong types, cycles, tables that name missing models, methods that do not exist. `${NAME}` in a
/// path is the environment variable of that name (YG0104 when it is not set).
Study read(const std::string& path);

/// As `read`, from a tree already read; `folder` is where relative paths start.
Study from_tree(const Value& tree, const std::string& path, const std::string& folder);

}  // namespace yugong::study
