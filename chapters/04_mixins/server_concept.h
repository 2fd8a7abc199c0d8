// Server: what a mix-in can be mixed into.

#ifndef CHAPTERS_04_MIXINS_SERVER_CONCEPT_H_
#define CHAPTERS_04_MIXINS_SERVER_CONCEPT_H_

#include "chapters/03_class_hierarchy/base_server.h"

#include <concepts>
#include <type_traits>

namespace socketserver {

// A server class, ours or one that a user has derived from ours; but no mix-in,
// since those are final: customise first, mix in last.
template <typename Class>
concept Server =
    std::derived_from<Class, BaseServer> && !std::is_final_v<Class>;

}  // namespace socketserver

#endif  // CHAPTERS_04_MIXINS_SERVER_CONCEPT_H_
