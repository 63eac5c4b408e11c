# yugong_room(<name> LOOKS_AT <rooms...> SOURCES <files...> [METHODS <stems...>] [TESTS <files...>] [USES <libraries...>]
#             [BENCH <files...>])
#
# TESTS makes yugong_<name>_test (GoogleTest); BENCH makes yugong_<name>_bench (Google Benchmark, with -DYUGONG_BENCH=ON).
# A room is a static library yugong_<name> that may include only itself and the rooms named (transitively). METHODS lists the
# stems whose header declares a method; the build turns them into the room's rows of the method table.
add_library(yugong_settings INTERFACE)
target_include_directories(yugong_settings INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_compile_features(yugong_settings INTERFACE cxx_std_20)
# -Wno-restrict: g++ 12 warns of overlaps of 2^63 bytes in `"x" + std::string` (GCC bug 105651).
add_library(yugong_warnings INTERFACE)
target_compile_options(yugong_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  -ffp-contract=off $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<BOOL:${YUGONG_WERROR}>:-Werror>)
set_property(GLOBAL PROPERTY YUGONG_ROOMS "")
set_property(GLOBAL PROPERTY YUGONG_METHOD_ROOMS "")

function(yugong_room name)
  cmake_parse_arguments(ROOM "" "" "LOOKS_AT;SOURCES;METHODS;TESTS;BENCH;USES" ${ARGN})
  set(target yugong_${name})
  if(ROOM_METHODS)
    set(includes "")
    set(rows "")
    foreach(stem IN LISTS ROOM_METHODS)
      string(APPEND includes "#include \"yugong/${name}/${stem}.hpp\"\n")
      string(APPEND rows "      make_method(\"${name}\", ${stem}::verb(), &${stem}::fit, &${stem}::tidy, &${stem}::glance, &${stem}::augment, &${stem}::complete, &${stem}::uses),\n")
    endforeach()
    set(generated ${CMAKE_CURRENT_BINARY_DIR}/methods.cpp)
    file(GENERATE OUTPUT ${generated} CONTENT
"#include \"yugong/base/method.hpp\"\n${includes}
namespace yugong::${name} {

std::vector<Method> methods() {
  return {
${rows}  };
}

}  // namespace yugong::${name}
")
    list(APPEND ROOM_SOURCES ${generated})
    set_property(GLOBAL APPEND PROPERTY YUGONG_METHOD_ROOMS ${name})
  endif()
  add_library(${target} STATIC ${ROOM_SOURCES})
  add_library(yugong::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON)
  target_link_libraries(${target} PUBLIC yugong_settings PRIVATE $<BUILD_INTERFACE:yugong_warnings> ${ROOM_USES})
  foreach(room IN LISTS ROOM_LOOKS_AT)
    target_link_libraries(${target} PUBLIC yugong_${room})
  endforeach()
  set_property(GLOBAL APPEND PROPERTY YUGONG_ROOMS ${name})
  set_property(GLOBAL PROPERTY YUGONG_LOOKS_AT_${name} "${ROOM_LOOKS_AT}")
  if(YUGONG_DEVELOPER AND ROOM_TESTS)
    add_executable(${target}_test ${ROOM_TESTS})
    target_link_libraries(${target}_test PRIVATE ${target} yugong_warnings ${ROOM_USES} GTest::gmock GTest::gtest_main)
    target_compile_definitions(${target}_test PRIVATE
      YUGONG_SOURCE_DIR="${PROJECT_SOURCE_DIR}" YUGONG_SHARED_DEFAULT="${PROJECT_SOURCE_DIR}/../shared")
    add_test(NAME ${name} COMMAND ${target}_test WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  endif()
  if(YUGONG_BENCH AND ROOM_BENCH)
    add_executable(${target}_bench ${ROOM_BENCH})
    target_link_libraries(${target}_bench PRIVATE ${target} yugong_warnings ${ROOM_USES} benchmark::benchmark_main)
    target_compile_definitions(${target}_bench PRIVATE YUGONG_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  endif()
endfunction()
