#include "yugong/study/names.hpp"

#include <algorithm>
#include <cctype>
#include <functional>

#include "yugong/base/text.hpp"

namespace yugong::study {
namespace {

bool starts_name(char c) {
  const auto u = static_cast<unsigned char>(c);
  return std::isalpha(u) != 0 || c == '_' || u >= 0x80;
}

bool in_name(char c) {
  return starts_name(c) || std::isdigit(static_cast<unsigned char>(c)) != 0;
}

std::size_t characters(std::string_view s) {
  return static_cast<std::size_t>(std::count_if(
      s.begin(), s.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::size_t skip_blanks(std::string_view s, std::size_t i) {
  while (i < s.size() && std::isspace(static_cast<unsigned char>(s[i])) != 0) ++i;
  return i;
}

/// Whether `word` followed by a point is a lag operator: L, L2, F, D, S3.
bool is_operator(std::string_view word) {
  if (word.empty() || std::string_view("LFDS").find(word[0]) == std::string_view::npos)
    return false;
  return std::all_of(word.begin() + 1, word.end(), [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
  });
}

/// One pass over a text; `found` is called for every name.
class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {}

  std::vector<NameUse> run() {
    std::size_t i = 0;
    while (i < text_.size()) i = next(i);
    return std::move(uses_);
  }

 private:
  std::size_t next(std::size_t i) {
    const char c = text_[i];
    if (c == '"' || c == '\'') return closing(i, c) + 1;
    if (c == '`') {
      const std::size_t close = closing(i, c);
      add(i + 1, close, false);
      return close + 1;
    }
    if (c == '@' && i + 1 < text_.size() && starts_name(text_[i + 1])) {
      const std::size_t end = word_end(i + 1);
      add(i + 1, end, true);
      return end;
    }
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) return number_end(i);
    if (c == '(' || c == ')') {
      depth_ += c == '(' ? 1 : -1;
      return i + 1;
    }
    return starts_name(c) ? word(i) : i + 1;
  }

  std::size_t word(std::size_t i) {
    const std::size_t end = word_end(i);
    const std::string_view w = text_.substr(i, end - i);
    const std::size_t after = skip_blanks(text_, end);
    if (after < text_.size()) {
      if (text_[end < text_.size() ? end : after] == '.' && is_operator(w)) return end + 1;
      if (text_[after] == '(') return end;  // a function
      const bool equals =
          text_[after] == '=' && (after + 1 >= text_.size() || text_[after + 1] != '=');
      if (equals && depth_ > 0) return end;  // a keyword argument
    }
    if (w != "and" && w != "or" && w != "not" && w != "in" && w != "true" && w != "false")
      add(i, end, false);
    return end;
  }

  /// A name may contain points between letters, as in `score.labour`.
  std::size_t word_end(std::size_t i) const {
    const std::size_t begin = i;
    while (i < text_.size()) {
      const bool point = text_[i] == '.' && i + 1 < text_.size() && starts_name(text_[i + 1]) &&
                         !is_operator(text_.substr(begin, i - begin));
      if (!in_name(text_[i]) && !point) break;
      ++i;
    }
    return i;
  }

  std::size_t number_end(std::size_t i) const {
    while (i < text_.size() && (in_name(text_[i]) || text_[i] == '.')) ++i;
    return i;
  }

  std::size_t closing(std::size_t i, char quote) const {
    return std::min(text_.find(quote, i + 1), text_.size() - 1);
  }

  void add(std::size_t begin, std::size_t end, bool is_set) {
    NameUse use;
    use.name = std::string(text_.substr(begin, end - begin));
    use.begin = begin;
    use.end = end;
    use.column = characters(text_.substr(0, begin));
    use.is_set = is_set;
    uses_.push_back(std::move(use));
  }

  std::string_view text_;
  std::vector<NameUse> uses_;
  int depth_ = 0;
};

bool is_step_word(std::string_view word) {
  return word == "sw" || word == "sw0" || word == "csw" || word == "csw0" || word == "mvsw";
}

/// The word that ends before position `end`.
std::string_view word_before(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && in_name(text[begin - 1])) --begin;
  return text.substr(begin, end - begin);
}

/// Calls `see(i)` for every byte outside of quotes and ticks, with the depth of brackets there.
void outside_quotes(std::string_view text, const std::function<void(std::size_t, int)>& see) {
  char quote = 0;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '"' || c == '\'' || c == '`') {
      quote = c;
      continue;
    }
    if (c == ')' || c == ']') --depth;
    see(i, depth);
    if (c == '(' || c == '[') ++depth;
  }
}

/// Pieces between the marks that stand outside of brackets.
std::vector<std::string> pieces(std::string_view text, char mark) {
  std::vector<std::string> out;
  std::size_t from = 0;
  outside_quotes(text, [&](std::size_t i, int depth) {
    if (depth != 0 || text[i] != mark) return;
    out.emplace_back(text.substr(from, i - from));
    from = i + 1;
  });
  out.emplace_back(text.substr(from));
  return out;
}

/// One part of a formula with the steps in it: what stands before, the lists, what stands after.
struct StepPart {
  std::string before, word, after;
  std::vector<std::string> lists;
};

StepPart step_part(const std::string& part) {
  StepPart out{part, "", "", {}};
  std::size_t open = std::string::npos, close = std::string::npos;
  outside_quotes(part, [&](std::size_t i, int depth) {
    if (depth == 0 && part[i] == '(' && open == std::string::npos &&
        is_step_word(word_before(part, i)))
      open = i;
    if (depth == 0 && part[i] == ')' && open != std::string::npos && close == std::string::npos)
      close = i;
  });
  if (close == std::string::npos) return out;
  out.word = std::string(word_before(part, open));
  out.before = part.substr(0, open - out.word.size());
  out.after = part.substr(close + 1);
  for (const std::string& list : pieces(part.substr(open + 1, close - open - 1), ','))
    out.lists.push_back(text::trim(list));
  return out;
}

/// Which lists enter, model by model, as the formulas of the estimators read them.
std::vector<std::vector<std::size_t>> rounds(const std::string& word, std::size_t lists) {
  std::vector<std::vector<std::size_t>> out;
  if (word == "mvsw") {
    for (std::size_t mask = 0; mask < (std::size_t{1} << std::min<std::size_t>(lists, 8)); ++mask) {
      out.emplace_back();
      for (std::size_t k = 0; k < lists; ++k)
        if (((mask >> k) & 1U) != 0) out.back().push_back(k);
    }
    return out;
  }
  if (word.back() == '0') out.emplace_back();
  for (std::size_t k = 0; k < lists; ++k) {
    out.emplace_back();
    for (std::size_t j = word[0] == 'c' ? 0 : k; j <= k; ++j) out.back().push_back(j);
  }
  return out;
}

/// Without the sign that joins it to nothing.
std::string without_plus(std::string text, bool at_end) {
  text = text::trim(text);
  if (at_end && text.ends_with('+')) text.pop_back();
  if (!at_end && text.starts_with('+')) text.erase(0, 1);
  return text::trim(text);
}

/// The part in every version; `nothing` is written where no item is left.
std::vector<std::string> versions(const std::string& part, const std::string& nothing) {
  const StepPart steps = step_part(part);
  if (steps.word.empty()) return {text::trim(part)};
  std::vector<std::string> out;
  for (const std::vector<std::size_t>& round : rounds(steps.word, steps.lists.size())) {
    std::vector<std::string> items;
    if (const std::string before = without_plus(steps.before, true); !before.empty())
      items.push_back(before);
    for (const std::size_t k : round) items.push_back(steps.lists[k]);
    if (const std::string after = without_plus(steps.after, false); !after.empty())
      items.push_back(after);
    out.push_back(items.empty() ? nothing : text::join(items, " + "));
  }
  return out;
}

/// The text with each use replaced by what `with` gives; an empty answer leaves it.
std::string rewrite(std::string_view text, const std::function<std::string(const NameUse&)>& with) {
  std::string out;
  std::size_t from = 0;
  for (const NameUse& use : names_in(text)) {
    const std::string word = with(use);
    if (word.empty()) continue;
    const std::size_t begin = use.is_set ? use.begin - 1 : use.begin;
    out += text.substr(from, begin - from);
    out += word;
    from = use.end;
  }
  out += text.substr(from);
  return out;
}

}  // namespace

std::vector<NameUse> names_in(std::string_view text) {
  return Scan(text).run();
}

Place place_inside(const Place& value, const NameUse& use) {
  Place p = value;
  if (value.column > 0)
    p.column = value.column + 1 + static_cast<int>(use.column) - (use.is_set ? 1 : 0);
  p.length = static_cast<int>(characters(use.name)) + (use.is_set ? 1 : 0);
  return p;
}

std::string expand_sets(std::string_view formula, const Sets& sets) {
  return rewrite(formula, [&](const NameUse& use) -> std::string {
    const auto set = use.is_set ? sets.find(use.name) : sets.end();
    if (set == sets.end()) return "";
    const std::size_t open = formula.rfind('(', use.begin);
    const std::size_t close = open == std::string_view::npos ? open : formula.find(')', open);
    const bool inside = close != std::string_view::npos && close > use.begin && open > 0;
    const std::string_view word = inside ? word_before(formula, open) : std::string_view();
    const bool alone =
        inside && text::trim(formula.substr(open + 1, close - open - 1)) == "@" + use.name;
    const bool in_list = word == "c" || (is_step_word(word) && alone);
    return text::join(set->second, in_list ? ", " : " + ");
  });
}

std::string swap_names(std::string_view formula, const std::map<std::string, std::string>& swap) {
  return rewrite(formula, [&](const NameUse& use) -> std::string {
    const auto found = use.is_set ? swap.end() : swap.find(use.name);
    return found == swap.end() ? "" : found->second;
  });
}

std::vector<std::string> outcomes_of(const std::string& formula, std::string& rest) {
  const std::size_t tilde = formula.find('~');
  rest = tilde == std::string::npos ? "" : formula.substr(tilde);
  const std::string left = text::trim(formula.substr(0, tilde));
  if (left.size() < 3 || left[0] != 'c' || left[skip_blanks(left, 1)] != '(' || left.back() != ')')
    return {left};
  const std::size_t open = left.find('(');
  std::vector<std::string> outcomes;
  int depth = 0;
  std::string one;
  for (const char c : left.substr(open + 1, left.size() - open - 2)) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c == ',' && depth == 0) {
      outcomes.push_back(text::trim(one));
      one.clear();
    } else {
      one += c;
    }
  }
  outcomes.push_back(text::trim(one));
  return outcomes;
}

std::vector<SingleModel> models_of(const std::string& formula) {
  std::string rest;
  const std::vector<std::string> outcomes = outcomes_of(formula, rest);
  if (rest.empty()) return {{"", formula}};
  std::vector<std::string> parts = pieces(rest.substr(1), '|');
  const bool effects = parts.size() > 1 && parts[1].find('~') == std::string::npos;
  const std::vector<std::string> right = versions(parts[0], "1");
  const std::vector<std::string> fixed =
      effects ? versions(parts[1], "0") : std::vector<std::string>{""};
  const std::size_t steps = right.size() * fixed.size();
  if (outcomes.size() * steps == 1) return {{"", formula}};
  std::vector<SingleModel> out;
  for (const std::string& outcome : outcomes)
    for (std::size_t step = 0; step < steps; ++step) {
      parts[0] = right[step / fixed.size()];
      if (effects) parts[1] = fixed[step % fixed.size()];
      std::vector<std::string> trimmed, id;
      for (const std::string& part : parts) trimmed.push_back(text::trim(part));
      if (outcomes.size() > 1) id.push_back(outcome);
      if (steps > 1) id.push_back(std::to_string(step + 1));
      out.push_back({text::join(id, "."), outcome + " ~ " + text::join(trimmed, " | ")});
    }
  return out;
}

}  // namespace yugong::study
