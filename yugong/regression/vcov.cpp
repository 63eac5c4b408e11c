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
    {"dk", Kind::driscoll_kraay},
    {"conley", Kind::conley},
    {"wild", Kind::wild},
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
    const bool wants =
        out.clustered() || out.kind == Kind::driscoll_kraay || out.kind == Kind::conley;
    if (arguments != wants) refuse(tokens_[at_].type == Token::Type::end ? name : tokens_[at_]);
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
    take();
    std::vector<std::string> printed;
    while (true) {
      const Token t = take();
      if (t.type == Token::Type::number) {
        if (out.kind == Kind::cluster || out.kind == Kind::cr0) refuse(t);
        out.number = t.number;
        printed.push_back(t.text);
        if (tokens_[at_].type == Token::Type::name && tokens_[at_].text == "km") {
          take();
          printed.back() += "km";
        }
      } else if (t.type == Token::Type::name && out.clustered()) {
        std::vector<std::string> way = {t.text};
        while (symbol("^")) {
          take();
          if (tokens_[at_].type != Token::Type::name) refuse(tokens_[at_]);
          way.push_back(take().text);
        }
        printed.push_back(text::join(way, "^"));
        out.clusters.push_back(std::move(way));
      } else {
        refuse(t);
      }
      if (!symbol(",")) break;
      take();
    }
    if (!symbol(")")) refuse(tokens_[at_]);
    take();
    if (out.clustered() && out.clusters.empty()) refuse(tokens_.front());
    out.text += "(" + text::join(printed, ", ") + ")";
  }

  [[noreturn]] void refuse(const Token& t) const {
    std::vector<std::string> names;
    for (const Spelling& s : spellings) names.emplace_back(s.name);
    const Text near =
        t.type == Token::Type::name ? text::did_you_mean(text::lower(t.text), names) : Text{};
    const std::string list = "iid, robust, hc0, hc1, hc2, hc3, cluster(a), cluster(a, b), cr0(a)";
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

Vcov parse_vcov(std::string_view text, const Place& place) {
  return Reader(text, place).read();
}

}  // namespace yugong::regression
