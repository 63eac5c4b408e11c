#include "yugong/base/executor_ranks.hpp"

#include <atomic>
#include <barrier>
#include <numeric>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/executor.hpp"
#include "yugong/base/random.hpp"

namespace yugong {
namespace {

/// Ranks that are threads of this test, so that the rules of the exchange are tested without MPI.
class Table {
 public:
  explicit Table(int size) : said(static_cast<std::size_t>(size)), meet(size) {}

  std::vector<std::string> said;
  std::barrier<> meet;
};

class TestLink : public RankLink {
 public:
  TestLink(Table& table, int rank) : table_(table), rank_(rank) {}

  int rank() const override { return rank_; }

  int size() const override { return static_cast<int>(table_.said.size()); }

  int neighbours() const override { return size(); }

  std::vector<std::string> exchange(const std::string& mine) override {
    table_.said[static_cast<std::size_t>(rank_)] = mine;
    table_.meet.arrive_and_wait();
    std::vector<std::string> all = table_.said;
    table_.meet.arrive_and_wait();
    return all;
  }

 private:
  Table& table_;
  int rank_;
};

/// Runs a program on each of `size` ranks, as main does, and returns how each rank ended.
std::vector<Ending> run(int size, const std::function<void(const Executor&)>& program) {
  Table table(size);
  std::vector<Ending> endings(static_cast<std::size_t>(size));
  std::vector<std::thread> threads;
  for (int r = 0; r < size; ++r)
    threads.emplace_back([&, r] {
      Ranks ranks(std::make_unique<TestLink>(table, r));
      Executor executor = r % 2 == 0 ? Executor::serial() : Executor::threads(3);
      executor.over(&ranks);
      Ending ending;
      try {
        program(executor);
      } catch (const Interrupted&) {
        ending.code = 130;
      } catch (const RankEnded& e) {
        ending = e.ending();
      } catch (const Error& e) {
        ending = {1, e.problems()};
      }
      endings[static_cast<std::size_t>(r)] = ranks.finish(ending);
    });
  for (std::thread& thread : threads) thread.join();
  return endings;
}

std::vector<int> codes_of(const std::vector<Ending>& endings) {
  std::vector<int> out;
  for (const Ending& e : endings) out.push_back(e.code);
  return out;
}

std::vector<double> draws(const Executor& executor, std::vector<int>* done = nullptr) {
  const Random random(11, Purpose::simulation);
  std::vector<double> x(1001);
  executor.spread(std::span(x), 10, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      x[i] = random.normal(i);
      if (done != nullptr) ++(*done)[i];
    }
  });
  return x;
}

Problem problem(const std::string& what) {
  return error("YG1107", {what, what});
}

TEST(Ranks, GiveEveryRankTheBitsOfOneProcess) {
  const std::vector<double> alone = draws(Executor::serial());
  for (const int size : {1, 2, 3, 7}) {
    std::atomic<int> same{0};
    run(size, [&](const Executor& executor) {
      if (draws(executor) == alone) ++same;
    });
    EXPECT_EQ(same, size);
  }
}

TEST(Ranks, DoEveryBlockOnceBetweenThem) {
  std::vector<std::vector<int>> done(4, std::vector<int>(1001, 0));
  run(4, [&](const Executor& executor) {
    draws(executor, &done[static_cast<std::size_t>(executor.rank())]);
  });
  for (std::size_t i = 0; i < 1001; ++i) {
    const int times = done[0][i] + done[1][i] + done[2][i] + done[3][i];
    ASSERT_EQ(times, 1) << i;
  }
  for (const auto& own : done) EXPECT_GT(std::accumulate(own.begin(), own.end(), 0), 200);
}

TEST(Ranks, ExchangeAnswersOfAnyLength) {
  run(3, [&](const Executor& executor) {
    std::vector<std::vector<double>> x(50);
    executor.spread(
        x.size(),
        4,
        [&](std::size_t begin, std::size_t end) {
          for (std::size_t i = begin; i < end; ++i) x[i].assign(i % 5, static_cast<double>(i));
        },
        [&](std::size_t begin, std::size_t end) {
          std::string bytes;
          for (std::size_t i = begin; i < end; ++i) bytes += std::string(x[i].size(), 'x') + ";";
          return bytes;
        },
        [&](std::size_t begin, std::size_t end, std::string_view bytes) {
          for (std::size_t i = begin; i < end; ++i) {
            x[i].assign(bytes.find(';'), static_cast<double>(i));
            bytes.remove_prefix(bytes.find(';') + 1);
          }
        });
    for (std::size_t i = 0; i < x.size(); ++i)
      EXPECT_EQ(x[i], std::vector<double>(i % 5, static_cast<double>(i)));
  });
}

TEST(Ranks, KeepLoopsInsideABlockToThemselves) {
  std::atomic<int> same{0};
  const std::vector<double> alone = draws(Executor::serial());
  const auto endings = run(2, [&](const Executor& executor) {
    executor.for_blocks(executor.leader() ? 3 : 5, 1, [&](std::size_t, std::size_t) {
      if (draws(executor) == alone) ++same;
    });
  });
  EXPECT_EQ(same, 8);
  EXPECT_THAT(codes_of(endings), testing::Each(0));
}

TEST(Ranks, ThrowTheFirstErrorOfTheLoopOnAllAndGoOn) {
  std::atomic<int> thrown{0};
  const auto endings = run(3, [&](const Executor& executor) {
    std::vector<double> x(90);
    try {
      executor.spread(std::span(x), 1, [&](std::size_t i, std::size_t) {
        if (i == 40 || i == 71) throw Error(problem("unit " + std::to_string(i)));
      });
    } catch (const Error& e) {
      if (e.first().what.en == "unit 40") ++thrown;
    }
    draws(executor);  // all are still in step
  });
  EXPECT_EQ(thrown, 3);
  EXPECT_THAT(codes_of(endings), testing::Each(0));
}

TEST(Ranks, EndTogetherWithTheMessageWhenOneFailsAlone) {
  const auto endings = run(4, [&](const Executor& executor) {
    draws(executor);
    if (executor.rank() == 2) throw Error(problem("its disk is gone"));
    for (int i = 0; i < 5; ++i) draws(executor);
  });
  EXPECT_THAT(codes_of(endings), testing::Each(1));
  EXPECT_EQ(endings[0].problems.at(0).what.en, "its disk is gone");
}

TEST(Ranks, TellTheLeaderOfAFailureAfterTheLastExchange) {
  const auto endings = run(3, [&](const Executor& executor) {
    draws(executor);
    if (executor.rank() == 1) throw Error(problem("late"));
  });
  EXPECT_EQ(endings[0].code, 1);
  EXPECT_EQ(endings[0].problems.at(0).what.en, "late");
}

TEST(Ranks, AreStoppedTogetherWhenOneIs) {
  const auto endings = run(3, [&](const Executor& executor) {
    std::atomic<bool> stop{executor.rank() == 1};
    Executor own = executor;
    own.stop_flag(&stop);
    draws(own);
  });
  EXPECT_THAT(codes_of(endings), testing::Each(130));
}

TEST(Ranks, NoticeThatTheyCameApart) {
  const auto endings = run(2, [&](const Executor& executor) {
    std::vector<double> x(executor.leader() ? 100 : 101);
    executor.spread(std::span(x), 5, [](std::size_t, std::size_t) {});
  });
  EXPECT_THAT(codes_of(endings), testing::Each(4));
  EXPECT_EQ(endings[0].problems.at(0).code, "YG0191");
}

TEST(Ranks, NoticeThatOneEndedEarly) {
  const auto endings = run(2, [&](const Executor& executor) {
    if (executor.leader()) draws(executor);
  });
  EXPECT_EQ(endings[0].problems.at(0).code, "YG0191");
}

TEST(Ranks, HearTheLeader) {
  std::atomic<int> right{0}, made{0};
  run(3, [&](const Executor& executor) {
    const std::string bytes = executor.from_leader([&] {
      ++made;
      return std::string("kept\0here", 9);
    });
    if (bytes == std::string("kept\0here", 9)) ++right;
    try {
      executor.from_leader([]() -> std::string { throw Error(problem("x")); });
    } catch (const Error&) {
      ++right;
    }
  });
  EXPECT_EQ(made, 1);
  EXPECT_EQ(right, 6);
}

}  // namespace
}  // namespace yugong
