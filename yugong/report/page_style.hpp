#pragma once

#include <string>

namespace yugong::report {

/// The style sheet of the report page: one measure, system fonts, light and dark, and a print form.
const std::string& page_css();

}  // namespace yugong::report
