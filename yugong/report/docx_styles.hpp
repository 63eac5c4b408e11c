#pragma once

#include <string>

namespace yugong::report {

/// word/styles.xml: 宋体 with Times New Roman, and the named styles of captions, cells, notes and
/// tables, which a journal's template may redefine.
const std::string& docx_styles();

}  // namespace yugong::report
