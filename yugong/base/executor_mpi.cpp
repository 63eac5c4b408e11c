#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ctime>

#include "yugong/base/executor_ranks.hpp"

#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>

namespace yugong {
namespace {

/// Bytes that one broadcast carries: MPI counts them with an int.
constexpr std::uint64_t piece = std::uint64_t{1} << 30;

/// Waits for all of them. MPI would spin on a core that others may need, so after a while this
/// looks only now and then: ranks wait for the leader while it writes and draws.
void wait(std::vector<MPI_Request>& requests) {
  for (int tries = 0;; ++tries) {
    int done = 0;
    MPI_Testall(static_cast<int>(requests.size()), requests.data(), &done, MPI_STATUSES_IGNORE);
    if (done != 0) return;
    if (tries < 2000) continue;
    const timespec pause{0, tries < 4000 ? 50'000 : 1'000'000};
    nanosleep(&pause, nullptr);
  }
}

class MpiLink : public RankLink {
 public:
  MpiLink() {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
    MPI_Comm here;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &here);
    MPI_Comm_size(here, &neighbours_);
    MPI_Comm_free(&here);
  }

  ~MpiLink() override { MPI_Finalize(); }

  int rank() const override { return rank_; }

  int size() const override { return size_; }

  int neighbours() const override { return neighbours_; }

  std::vector<std::string> exchange(const std::string& mine) override {
    const std::uint64_t length = mine.size();
    std::vector<std::uint64_t> lengths(static_cast<std::size_t>(size_));
    std::vector<MPI_Request> requests(1);
    MPI_Iallgather(
        &length, 1, MPI_UINT64_T, lengths.data(), 1, MPI_UINT64_T, MPI_COMM_WORLD, &requests[0]);
    wait(requests);
    std::vector<std::string> all(lengths.size());
    requests.clear();
    for (std::size_t r = 0; r < all.size(); ++r) {
      all[r] = static_cast<int>(r) == rank_ ? mine : std::string(lengths[r], '\0');
      for (std::uint64_t at = 0; at < lengths[r]; at += piece) {
        requests.emplace_back();
        MPI_Ibcast(all[r].data() + at,
                   static_cast<int>(std::min(piece, lengths[r] - at)),
                   MPI_BYTE,
                   static_cast<int>(r),
                   MPI_COMM_WORLD,
                   &requests.back());
      }
    }
    wait(requests);
    return all;
  }

 private:
  int rank_ = 0, size_ = 1, neighbours_ = 1;
};

}  // namespace

std::unique_ptr<RankLink> mpi_link() {
  // Set by mpirun (Open MPI, MPICH and kin) and by srun: without them MPI_Init would take half a
  // second to find that there is one rank.
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK"})
    if (std::getenv(name) != nullptr) return std::make_unique<MpiLink>();
  return nullptr;
}

std::string mpi_library() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  MPI_Get_library_version(text, &length);
  const std::string whole(text, static_cast<std::size_t>(length));
  return whole.substr(0, whole.find_first_of(",\n"));
}

}  // namespace yugong
