// Draws a timeline as a picture for the README and the notes.

#ifndef CHAPTERS_TOUR_SVG_DRAWING_H_
#define CHAPTERS_TOUR_SVG_DRAWING_H_

#include "chapters/tour/timeline.h"

#include <filesystem>
#include <string>

namespace socketserver {

// The timeline as an SVG document that can be read on a light page and on a
// dark one.
std::string draw_svg(const Timeline& timeline);

// Writes draw_svg(timeline) to DIRECTORY/NAME.svg and makes the directory if
// need be. Throws std::system_error.
void write_svg(const Timeline& timeline,
               const std::filesystem::path& directory);

}  // namespace socketserver

#endif  // CHAPTERS_TOUR_SVG_DRAWING_H_
