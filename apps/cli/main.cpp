#include <exception>
#include <map>
#include <new>

#include "print.hpp"
#include "verbs.hpp"

namespace {

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

}  // namespace

int main(int argc, char** argv) {
  using namespace yugong;
  cli::catch_interrupts();
  cli::Common common;
  for (int i = 1; i < argc;
       ++i) {  // known before the line is parsed, so that a mistake in it is told in the right form
    const std::string word = argv[i];
    if (word == "--json") common.json = true;
    if (word == "--lang=zh" ||
        (word == "--lang" && i + 1 < argc && std::string(argv[i + 1]) == "zh"))
      common.lang = Lang::zh;
  }
  std::string verb;
  try {
    const Request request = cli::parse(argc, argv);
    common = request.common;
    verb = request.verb;
    return dispatch(request);
  } catch (const Interrupted&) {
    cli::err(common.lang == Lang::zh
                 ? "已中断；完成的步骤已保留，再次运行即可继续。"
                 : "interrupted; finished steps are kept, and the same command goes on from there");
    return 130;
  } catch (const Error& e) {
    cli::print(e.problems(), common);
    return cli::exit_code(e.problems(), verb == "run" || verb == "check" || verb == "report");
  } catch (const std::bad_alloc&) {
    cli::print({error("YG0190",
                      {"there is not enough memory", "内存不足"},
                      {"close other programs, or use fewer rows", "请关闭其他程序或减少数据行数"})},
               common);
    return 4;
  } catch (const std::exception& e) {
    cli::print({error("YG9001",
                      {std::string("internal error: ") + e.what(),
                       std::string("程序内部错误：") + e.what()},
                      {"please report it with the study file", "请连同研究文件一起报告"})},
               common);
    return 70;
  }
}
