#include "yugong/frontier/solved_record.hpp"

#include <string>
#include <string_view>

#include "yugong/base/bytes.hpp"

namespace yugong::frontier {
namespace {

// The fields are named one by one, so that a new one stops the compiler here.
class Writer : public BytesWriter<Writer> {
 public:
  using BytesWriter::put;

  void put(const Peer& p) { put(p.unit), put(p.weight); }

  void put(const Solved& s) {
    const auto& [status,
                 score,
                 slack,
                 target,
                 factor,
                 second_factor,
                 beta,
                 peers,
                 sum_lambda,
                 dual,
                 residual,
                 gap,
                 unique,
                 extended,
                 infeasibility] = s;
    put(status), put(score), put(slack), put(target), put(factor), put(second_factor), put(beta),
        put(peers), put(sum_lambda), put(dual), put(residual), put(gap), put(unique), put(extended),
        put(infeasibility);
  }
};

class Reader : public BytesReader<Reader> {
 public:
  using BytesReader::BytesReader;
  using BytesReader::get;

  void get(Peer& p) { get(p.unit), get(p.weight); }

  void get(Solved& s) {
    auto& [status,
           score,
           slack,
           target,
           factor,
           second_factor,
           beta,
           peers,
           sum_lambda,
           dual,
           residual,
           gap,
           unique,
           extended,
           infeasibility] = s;
    get(status), get(score), get(slack), get(target), get(factor), get(second_factor), get(beta),
        get(peers), get(sum_lambda), get(dual), get(residual), get(gap), get(unique), get(extended),
        get(infeasibility);
  }
};

}  // namespace

void spread_units(const Executor& executor,
                  std::size_t count,
                  std::size_t block,
                  const std::function<void(std::size_t, std::size_t)>& body,
                  const std::function<Solved&(std::size_t)>& answer) {
  executor.spread(
      count,
      block,
      body,
      [&](std::size_t begin, std::size_t end) {
        Writer writer;
        for (std::size_t i = begin; i < end; ++i) writer.put(answer(i));
        return std::move(writer.bytes);
      },
      [&](std::size_t begin, std::size_t end, std::string_view bytes) {
        Reader reader(bytes);
        for (std::size_t i = begin; i < end; ++i) reader.get(answer(i));
      });
}

}  // namespace yugong::frontier
