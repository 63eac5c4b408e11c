#pragma once

#include <exception>
#include <string>
#include <vector>

#include "yugong/base/text.hpp"

/// What went wrong, where, and how to mend it. What a user can mend is thrown as an Error; what
/// merely happened (a singleton dropped, a column collinear) is a Problem of level note or warning
/// kept in the result.
namespace yugong {

enum class Kind { study, data, model, numeric, environment, usage, bug };
enum class Level { error, warning, note };

/// A place in the user's own files. Empty or zero fields are unknown.
struct Place {
  std::string file;         ///< as the user wrote it
  int line = 0;             ///< 1-based
  int column = 0;           ///< 1-based, in characters
  int length = 0;           ///< characters to underline
  std::string source_line;  ///< the line itself, for the caret
  std::string sheet;        ///< of a workbook
  std::string cell;         ///< spreadsheet address, e.g. "D17"
  long row = 0;             ///< 1-based row of a data file (the header is row 1)
  std::string path;         ///< e.g. "model.base2"

  bool known() const { return !file.empty() || !path.empty(); }
};

/// One message. `code` is "YG" and four digits and never changes its meaning: 00xx environment,
/// 1xxx data, 2xxx study file and options, 3xxx models, 9xxx bugs; the list stands in
/// base/codes.cpp.
struct Problem {
  std::string code;
  Kind kind = Kind::study;
  Level level = Level::error;
  Text what;  ///< what is wrong, one sentence without a full stop
  Text mend;  ///< what to write or do instead; may be empty for notes
  Place place;
  std::string term;  ///< variable, unit or model concerned, when there is one

  Problem& at(Place p) {
    place = std::move(p);
    return *this;
  }

  Problem& about(std::string t) {
    term = std::move(t);
    return *this;
  }
};

Problem error(std::string code, Text what, Text mend = {}, Place place = {});
Problem warning(std::string code, Text what, Text mend = {}, Place place = {});
Problem note(std::string code, Text what, Text mend = {}, Place place = {});

/// "study.toml:12:5: YG2104 unknown variable ..." with the source line, a caret, and the advice.
std::string to_text(const Problem& problem, Lang lang = Lang::en, bool colour = false);
/// One JSON object with code, level, place, en, zh, mend.
std::string to_json(const Problem& problem);

/// Carries one or more problems; all mistakes that can be found together are thrown together.
class Error : public std::exception {
 public:
  explicit Error(Problem problem);
  explicit Error(std::vector<Problem> problems);

  const std::vector<Problem>& problems() const { return problems_; }

  const Problem& first() const { return problems_.front(); }

  const char* what() const noexcept override { return what_.c_str(); }

 private:
  std::vector<Problem> problems_;
  std::string what_;
};

/// Thrown at a safe point after Ctrl-C; the program exits with 130.
class Interrupted : public std::exception {
 public:
  const char* what() const noexcept override { return "interrupted"; }
};

/// The registry: title of every code, for `yugong help YG2104`.
struct CodeInfo {
  std::string code;
  Kind kind;
  Text title;
  Text advice;
};

const std::vector<CodeInfo>& codes();

}  // namespace yugong
