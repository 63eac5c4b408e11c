#pragma once

#include <set>
#include <string>
#include <vector>

#include "yugong/base/options.hpp"
#include "yugong/study/file.hpp"

/// The making of a Study from its tree: each part of the file is read by one function, and every
/// mistake is collected.
namespace yugong::study {

/// A study in the making.
struct Draft {
  const Value& tree;
  Study& study;
  std::vector<Problem>& problems;
};

/// Names of the keys of a struct, as the set that another reader must leave alone.
template <class S>
std::set<std::string> key_names() {
  std::set<std::string> names;
  for (const OptionInfo& info : option_infos<S>()) names.insert(info.name);
  return names;
}

/// "x" or { zh = "x", en = "y" }.
Text text_of(const Value& value, const std::string& path, std::vector<Problem>& problems);

/// A text, or a list of texts, with the place of each; `@set` items are replaced by the members.
std::vector<Mention> items_of(const Value& value, const Sets& sets, const std::string& inside);

/// A problem found inside a quoted text (its column counts from the text's first character) moved
/// to the place of that text.
Problem moved(Problem problem, const Place& text);

/// `like` followed: the entry's own keys over those of the entry it names. Cycles and unknown names
/// are problems.
Value with_like(const Value& section,
                const std::string& name,
                const std::string& section_name,
                std::vector<Problem>& problems);

/// Checks a condition or expression, records its names, and returns them. Empty when it cannot be
/// parsed.
std::vector<std::string> expression_names(Draft& draft,
                                          const std::string& text,
                                          const Place& place,
                                          const std::string& inside);

/// A file that the study names: environment put in, relative to the study, problems when it is not
/// there. May be a pattern.
std::string file_of(Draft& draft,
                    const std::string& written,
                    const Place& place,
                    bool must_exist = true);

void read_heading(Draft& draft);       ///< [study], [panel], [sets], [labels], [style]
void read_sources(Draft& draft);       ///< [source.x]
void read_prepare(Draft& draft);       ///< [prepare], [derive]
void read_computed(Draft& draft);      ///< [index.x], [efficiency.x]
void read_models(Draft& draft);        ///< [defaults], [model]
void read_exhibits(Draft& draft);      ///< [table], [figure]
void check_definitions(Draft& draft);  ///< names defined twice, cycles

}  // namespace yugong::study
