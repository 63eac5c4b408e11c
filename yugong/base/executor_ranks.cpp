#include "yugong/base/executor_ranks.hpp"

#include "yugong/base/bytes.hpp"

namespace yugong {
namespace {

constexpr int interrupted_code = 130;

/// What a rank says in an exchange: what it is at, and the bytes for it; or that it has ended.
struct Said {
  bool ended = false;
  std::string what;  ///< with the number of the exchange
  std::string bytes;
  Ending ending;
};

std::string spoken(const Said& said) {
  PlainWriter writer;
  writer.put(said.ended);
  writer.put(said.what);
  writer.put(said.bytes);
  writer.put(said.ending.code);
  writer.put(said.ending.problems);
  return std::move(writer.bytes);
}

Said heard(const std::string& bytes) {
  PlainReader reader(bytes);
  Said said;
  reader.get(said.ended);
  reader.get(said.what);
  reader.get(said.bytes);
  reader.get(said.ending.code);
  reader.get(said.ending.problems);
  return said;
}

Ending apart(const std::string& mine, const std::string& theirs) {
  return {4,
          {error("YG0191",
                 {"the ranks of this run came apart: one was at '" + mine + "', another at '" +
                      theirs + "'",
                  "各进程（rank）的计算步调不一致：一个在“" + mine + "”，另一个在“" + theirs + "”"},
                 {"start every rank from the same program, study file and data, on processors of "
                  "one kind; if they were, please report it",
                  "请确保所有进程使用同一程序、同一研究文件与数据，且处理器型号相同；"
                  "若已如此，请报告此问题"})}};
}

}  // namespace

Ranks::Ranks(std::unique_ptr<RankLink> link) : link_(std::move(link)) {}

std::vector<std::string> Ranks::exchange(std::string_view what, const std::string& mine) {
  if (!link_) return {mine};
  const std::string name = std::to_string(++sequence_) + " " + std::string(what);
  std::vector<std::string> all = link_->exchange(spoken({false, name, mine, {}}));
  std::vector<std::string> bytes;
  std::string other;
  for (const std::string& one : all) {
    Said said = heard(one);
    if (said.ended && said.ending.code == interrupted_code) throw Interrupted();
    if (said.ended && said.ending.code != 0) throw RankEnded(std::move(said.ending));
    if (said.what != name) other = said.ended ? "end" : said.what;
    bytes.push_back(std::move(said.bytes));
  }
  if (!other.empty()) throw RankEnded(apart(name, other));
  return bytes;
}

Ending Ranks::finish(const Ending& mine) {
  if (!link_) return mine;
  for (;;) {
    Ending first;
    bool all_here = true;
    for (const std::string& one : link_->exchange(spoken({true, "", "", mine}))) {
      Said said = heard(one);
      all_here = all_here && said.ended;
      if (first.code == 0 && said.ended) first = std::move(said.ending);
    }
    if (all_here) return mine.code != 0 ? mine : first;
  }
}

}  // namespace yugong
