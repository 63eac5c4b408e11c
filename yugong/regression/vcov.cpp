#include "yugong/regression/vcov.hpp"

#include "yugong/base/text.hpp"
#include "yugong/regression/formula_lexer.hpp"

namespace yugong::regression {
namespace {

using Kind = Vcov::Kind;

struct Spelling {
  const char* name;
  Kind kind;
};

constexpr Spelling spellings[] = {
    {"iid", Kind::iid},
    {"robust", Kind::hc1},
    {"hc0", Kind::hc0},
    {"hc1", Kind::hc1},
    {"hc2", Kind::hc2},
    {"hc3", Kind::hc3},
    {"cr0", Kind::cr0},
    {"cluster", Kind::cluster},
    {"cr2", Kind::cr2},
    {"cr3", Kind::cr3},
    {"dk", Kind::driscoll_kraay},
    {"nw", Kind::newey_west},
    {"conley", Kind::conley},
    {"wild", Kind::wild},
};

/// A word among the arguments that switches something on.
struct Switch {
  Kind kind;
  const char* name;
  void (*set)(Vcov&);
};

constexpr Switch switches[] = {
    {Kind::cr2, "satterthwaite", [](Vcov& v) { v.satterthwaite = true; }},
    {Kind::conley, "uniform", [](Vcov& v) { v.kernel = Vcov::Kernel::uniform; }},
    {Kind::conley, "bartlett", [](Vcov& v) { v.kernel = Vcov::Kernel::bartlett; }},
    {Kind::conley, "planar", [](Vcov& v) { v.planar = true; }},
    {Kind::conley, "same_year", [](Vcov& v) { v.same_year = true; }},
    {Kind::wild, "rademacher", [](Vcov& v) { v.draws = Vcov::Draws::rademacher; }},
    {Kind::wild, "webb", [](Vcov& v) { v.draws = Vcov::Draws::webb; }},
    {Kind::wild, "mammen", [](Vcov& v) { v.draws = Vcov::Draws::mammen; }},
    {Kind::wild, "unrestricted", [](Vcov& v) { v.impose_null = false; }},
    {Kind::wild, "equal_tail", [](Vcov& v) { v.equal_tail = true; }},
};

class Reader {
 public:
  Reader(std::string_view text, const Place& place)
      : text_(text),
        base_(base_of(text, place)),
        tokens_(tokens_of(text, base_)) {
    if (!place.known()) base_.path = "vcov";
  }

  Vcov read() {
    Vcov out;
    const Token name = take();
    const std::string word = text::lower(name.text);
    bool found = false;
    for (const Spelling& s : spellings) {
      if (word != s.name) continue;
      out.kind = s.kind;
      found = true;
    }
    if (!found) refuse(name);
    out.text = word;
    const bool arguments = tokens_[at_].type == Token::Type::symbol && tokens_[at_].text == "(";
    const bool wants = out.clustered() || out.kind == Kind::conley;
    const bool may = wants || out.kind == Kind::driscoll_kraay || out.kind == Kind::newey_west;
    if ((wants && !arguments) || (arguments && !may))
      refuse(tokens_[at_].type == Token::Type::end ? name : tokens_[at_]);
    if (arguments) read_arguments(out);
    if (tokens_[at_].type != Token::Type::end) refuse(tokens_[at_]);
    return out;
  }

 private:
  const Token& take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }

  bool symbol(const char* s) const {
    return tokens_[at_].type == Token::Type::symbol && tokens_[at_].text == s;
  }

  void read_arguments(Vcov& out) {
    const Token open = take();
    std::vector<std::string> printed;
    while (true) {
      const Token t = take();
      if (t.type == Token::Type::number)
        printed.push_back(read_number(out, t));
      else if (t.type == Token::Type::name)
        printed.push_back(read_name(out, t));
      else
        refuse(t);
      if (!symbol(",")) break;
      take();
    }
    if (!symbol(")")) refuse(tokens_[at_]);
    take();
    const bool one_way = out.kind == Kind::cr2 || out.kind == Kind::cr3 || out.kind == Kind::wild;
    if (out.clustered() && (out.clusters.empty() || (one_way && out.clusters.size() > 1)))
      refuse(open);
    if (out.kind == Kind::conley &&
        (!(out.number > 0) || (out.coordinates.size() != 2 && !out.coordinates.empty())))
      refuse(open);
    out.text += "(" + text::join(printed, ", ") + ")";
  }

  std::string read_number(Vcov& out, const Token& t) {
    const bool wanted = out.kind == Kind::driscoll_kraay || out.kind == Kind::newey_west ||
                        out.kind == Kind::conley || out.kind == Kind::wild;
    const bool whole = t.number == static_cast<double>(static_cast<long>(t.number));
    if (!wanted || out.number >= 0 || (out.kind != Kind::conley && !whole)) refuse(t);
    out.number = t.number;
    if (tokens_[at_].type != Token::Type::name || tokens_[at_].text != "km") return t.text;
    if (out.kind != Kind::conley) refuse(tokens_[at_]);
    take();
    return t.text + "km";
  }

  /// A switch, `radius=6376`, `lags=2`, a coordinate, or a way of clustering.
  std::string read_name(Vcov& out, const Token& t) {
    for (const Switch& s : switches) {
      if (s.kind != out.kind || t.quoted || text::lower(t.text) != s.name) continue;
      s.set(out);
      return s.name;
    }
    if (out.kind == Kind::conley && symbol("=")) return read_setting(out, t);
    if (out.kind == Kind::conley) {
      out.coordinates.push_back(t.text);
      return t.text;
    }
    if (!out.clustered()) refuse(t);
    std::vector<std::string> way = {t.text};
    while (symbol("^")) {
      take();
      if (tokens_[at_].type != Token::Type::name) refuse(tokens_[at_]);
      way.push_back(take().text);
    }
    std::string name = text::join(way, "^");
    out.clusters.push_back(std::move(way));
    return name;
  }

  std::string read_setting(Vcov& out, const Token& t) {
    take();
    const Token value = take();
    if (value.type != Token::Type::number || !(value.number > 0)) refuse(value);
    if (t.text == "radius")
      out.radius_km = value.number;
    else if (t.text == "lags")
      out.serial_lags = value.number;
    else
      refuse(t);
    return t.text + "=" + value.text;
  }

  [[noreturn]] void refuse(const Token& t) const {
    std::vector<std::string> names;
    for (const Spelling& s : spellings) names.emplace_back(s.name);
    const Text near =
        t.type == Token::Type::name ? text::did_you_mean(text::lower(t.text), names) : Text{};
    const std::string list = vcov_spellings();
    throw Error(error("YG2255",
                      {"vcov '" + std::string(text_) + "' is not understood",
                       "无法识别 vcov“" + std::string(text_) + "”"},
                      {"write one of: " + list + near.en, "可写：" + list + near.in(Lang::zh)},
                      shifted(base_, t.begin, t.length)));
  }

  std::string_view text_;
  Place base_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace

std::string vcov_spellings() {
  return "iid, robust, hc0, hc1, hc2, hc3, cluster(a), cluster(a, b), cr0(a), cr2(a), cr3(a), "
         "dk(lags), nw(lags), conley(300km, lat, lon), wild(a, 9999)";
}

Vcov parse_vcov(std::string_view text, const Place& place) {
  return Reader(text, place).read();
}

}  // namespace yugong::regression
