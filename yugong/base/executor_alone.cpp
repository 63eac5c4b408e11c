#include "yugong/base/executor_ranks.hpp"

/// The build without MPI.
namespace yugong {

std::unique_ptr<RankLink> mpi_link() {
  return nullptr;
}

std::string mpi_library() {
  return "";
}

}  // namespace yugong
