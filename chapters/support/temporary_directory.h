// TemporaryDirectory: a folder that goes with its contents.
//
// Python's tempfile.TemporaryDirectory. Its name is short, since the path of a
// Unix socket has room for 107 bytes only.

#ifndef CHAPTERS_SUPPORT_TEMPORARY_DIRECTORY_H_
#define CHAPTERS_SUPPORT_TEMPORARY_DIRECTORY_H_

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace socketserver {

class TemporaryDirectory {
 public:
  // Throws std::system_error.
  TemporaryDirectory() {
    std::string name = "/tmp/socketserver_XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
      throw std::system_error(errno, std::system_category(), "mkdtemp " + name);
    }
    path_ = name;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  // The path of an entry: directory / "server".
  [[nodiscard]] std::string operator/(const char* name) const {
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_TEMPORARY_DIRECTORY_H_
