#include <algorithm>
#include <cstdio>
#include <exception>
#include <map>
#include <new>

#include "print.hpp"
#include "verbs.hpp"

#include "yugong/base/executor_ranks.hpp"
#include "yugong/study/methods.hpp"

namespace {

using namespace yugong;
using yugong::cli::Request;

int dispatch(const Request& request) {
  using namespace yugong::cli;
  static const std::map<std::string, int (*)(const Request&)> own = {{"new", new_study},
                                                                     {"look", look},
                                                                     {"check", check},
                                                                     {"run", run},
                                                                     {"show", show},
                                                                     {"report", report},
                                                                     {"summary", summary},
                                                                     {"correlate", correlate},
                                                                     {"simulate", simulate_panel},
                                                                     {"help", help},
                                                                     {"doctor", doctor}};
  const auto found = own.find(request.verb);
  return found != own.end() ? found->second(request) : one_off(request);
}

/// What ranks share; the other verbs are the leader's alone.
bool is_shared(const std::string& verb) {
  return verb == "run" || verb == "report" || study::find_method(verb) != nullptr;
}

/// The form in which to speak, known before the line is parsed, so that a mistake in it is told in
/// the right form.
cli::Common spoken(int argc, char** argv) {
  cli::Common common;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--json") common.json = true;
    if (word == "--lang=zh" ||
        (word == "--lang" && i + 1 < argc && std::string(argv[i + 1]) == "zh"))
      common.lang = Lang::zh;
  }
  return common;
}

/// Runs the line; how it ended and, in `common`, how to speak of it. Several ranks on one machine
/// share its cores unless told how many to use.
Ending perform(int argc, char** argv, Ranks& ranks, cli::Common& common) {
  std::string verb;
  try {
    Request request = cli::parse(argc, argv);
    if (ranks.size() > 1 && request.common.threads == 0) {
      const int cores = request.common.executor.workers();
      request.common.executor = cli::executor_for(std::max(1, cores / ranks.neighbours()));
    }
    request.common.executor.over(&ranks);
    common = request.common;
    verb = request.verb;
    if (!ranks.leader() && !is_shared(verb)) return {};
    return {dispatch(request), {}};
  } catch (const Interrupted&) {
    return {cli::interrupted_code, {}};
  } catch (const RankEnded& e) {
    return e.ending();
  } catch (const Error& e) {
    return {cli::exit_code(e.problems(), verb == "run" || verb == "check" || verb == "report"),
            e.problems()};
  } catch (const std::bad_alloc&) {
    return {4,
            {error("YG0190",
                   {"there is not enough memory", "内存不足"},
                   {"close other programs, or use fewer rows", "请关闭其他程序或减少数据行数"})}};
  } catch (const std::exception& e) {
    return {70,
            {error("YG9001",
                   {std::string("internal error: ") + e.what(),
                    std::string("程序内部错误：") + e.what()},
                   {"please report it with the study file", "请连同研究文件一起报告"})}};
  }
}

void tell(const Ending& ending, const cli::Common& common) {
  if (ending.code == cli::interrupted_code) {
    cli::err(common.lang == Lang::zh
                 ? "已中断；完成的步骤已保留，再次运行即可继续。"
                 : "interrupted; finished steps are kept, and the same command goes on from there");
    return;
  }
  if (!ending.problems.empty()) cli::print(ending.problems, common);
}

/// Ranks but the leader say nothing.
void hush() {
  for (std::FILE* stream : {stdout, stderr}) {
    if (std::freopen("/dev/null", "w", stream) == nullptr) std::fclose(stream);
  }
}

}  // namespace

int main(int argc, char** argv) {
  cli::catch_interrupts();
  Ranks ranks(mpi_link());
  if (!ranks.leader()) hush();
  cli::Common common = spoken(argc, argv);
  const Ending mine = perform(argc, argv, ranks, common);
  tell(mine, common);
  const Ending whole = ranks.finish(mine);
  if (mine.code == 0) tell(whole, common);
  // The leader's word counts: of several codes mpirun would pass on any.
  return ranks.leader() ? whole.code : 0;
}
