# The text of the shipped study files is embedded, so that `yugong new` works from anywhere.
set(generated ${CMAKE_CURRENT_BINARY_DIR}/templates.cpp)
set(rows "")
foreach(pair "twfe-city|yellow-river")
  string(REPLACE "|" ";" pair "${pair}")
  list(GET pair 0 name)
  list(GET pair 1 folder)
  set(file ${PROJECT_SOURCE_DIR}/studies/${folder}/study.toml)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  string(APPEND rows "      {\"${name}\", R\"yugong_text(${text})yugong_text\"},\n")
endforeach()
file(GENERATE OUTPUT ${generated} CONTENT
"#include \"templates.hpp\"

namespace yugong::cli {

const std::vector<StudyTemplate>& study_templates() {
  static const std::vector<StudyTemplate> all = {
${rows}  };
  return all;
}

}  // namespace yugong::cli
")
add_executable(yugong_program
  arguments.cpp doctor.cpp fresh.cpp help.cpp live.cpp look_study.cpp main.cpp one_off.cpp print.cpp study_verbs.cpp ${generated})
set_target_properties(yugong_program PROPERTIES OUTPUT_NAME yugong RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
target_include_directories(yugong_program PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(yugong_program PRIVATE yugong_study yugong_simulate yugong_warnings CLI11::CLI11 fmt::fmt)
target_compile_definitions(yugong_program PRIVATE YUGONG_VERSION="${PROJECT_VERSION}")
