#include "yugong/report/svg.hpp"

#include <sstream>
#include <string_view>

#include <pugixml.hpp>

namespace yugong::report {
namespace {

/// `#id` and `url(#id)` in an attribute's value.
void prefix_reference(pugi::xml_attribute attribute, const std::string& prefix) {
  std::string value = attribute.value();
  const std::string_view name = attribute.name();
  if ((name == "href" || name == "xlink:href") && value.starts_with("#")) {
    attribute.set_value(("#" + prefix + value.substr(1)).c_str());
    return;
  }
  bool changed = false;
  for (std::size_t at = 0; (at = value.find("url(#", at)) != std::string::npos;
       at += 5 + prefix.size()) {
    value.insert(at + 5, prefix);
    changed = true;
  }
  if (changed) attribute.set_value(value.c_str());
}

struct Prefixer : pugi::xml_tree_walker {
  explicit Prefixer(const std::string& p) : prefix(p) {}

  bool for_each(pugi::xml_node& node) override {
    for (pugi::xml_attribute attribute : node.attributes()) {
      if (std::string_view(attribute.name()) == "id")
        attribute.set_value((prefix + attribute.value()).c_str());
      else
        prefix_reference(attribute, prefix);
    }
    return true;
  }

  const std::string& prefix;
};

}  // namespace

std::string inline_svg(const std::string& svg, const std::string& prefix, const std::string& alt) {
  pugi::xml_document document;
  if (!document.load_buffer(svg.data(), svg.size())) return "";
  pugi::xml_node root = document.child("svg");
  if (!root) return "";
  if (!root.attribute("viewBox")) {
    const std::string box = std::string("0 0 ") + root.attribute("width").value() + " " +
                            root.attribute("height").value();
    root.append_attribute("viewBox") = box.c_str();
  }
  root.remove_attribute("width");
  root.remove_attribute("height");
  // The program's own title would show as a tooltip, and a picture that is read aloud has one name.
  root.remove_child("title");
  root.remove_child("desc");
  for (pugi::xml_node script = root.child("script"); script; script = root.child("script"))
    root.remove_child(script);
  Prefixer prefixer(prefix);
  document.traverse(prefixer);
  root.append_attribute("role") = "img";
  root.append_attribute("aria-label") = alt.c_str();
  std::ostringstream out;
  root.print(out, "", pugi::format_raw, pugi::encoding_utf8);
  return out.str();
}

}  // namespace yugong::report
