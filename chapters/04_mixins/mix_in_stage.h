// Three classes for a stage from each base: alone, with threads, with
// processes.
//
// None of it is about how servers work; skip it on a first reading.

#ifndef CHAPTERS_04_MIXINS_MIX_IN_STAGE_H_
#define CHAPTERS_04_MIXINS_MIX_IN_STAGE_H_

#include "chapters/03_class_hierarchy/server_stage.h"
#include "chapters/04_mixins/forking_mix_in.h"
#include "chapters/04_mixins/threading_mix_in.h"

#include <string>

namespace socketserver {

// What the flags of this chapter set.
struct MixInOptions {
  ThreadingOptions threading;
  ForkingOptions forking;
};

// Adds `name`, Threading`name` and Forking`name`. `mix_in_options`, which
// are read when the stage begins to serve, must live until then.
template <typename Base>
void add_classes(ServerClasses& classes, const std::string& name,
                 const MixInOptions& mix_in_options) {
  classes[name] = [](const ServerStageOptions& options,
                     const RequestHandlerClass& handler) {
    serve_stage<Stoppable<Base>>(options, handler);
  };
  classes["Threading" + name] = [&mix_in_options](
                                    const ServerStageOptions& options,
                                    const RequestHandlerClass& handler) {
    serve_stage<ThreadingMixIn<Stoppable<Base>>>(options, handler,
                                                 mix_in_options.threading);
  };
  classes["Forking" + name] = [&mix_in_options](
                                  const ServerStageOptions& options,
                                  const RequestHandlerClass& handler) {
    serve_stage<ForkingMixIn<Stoppable<Base>>>(options, handler,
                                               mix_in_options.forking);
  };
}

}  // namespace socketserver

#endif  // CHAPTERS_04_MIXINS_MIX_IN_STAGE_H_
