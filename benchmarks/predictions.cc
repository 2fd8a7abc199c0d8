#include "benchmarks/predictions.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace socketserver {
namespace {

template <typename Number>
Number positive(const std::string& word, const char* what) {
  Number number{};
  const char* const end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, number);
  if (error != std::errc() || stop != end || !(number > 0) ||
      !std::isfinite(static_cast<double>(number))) {
    throw std::invalid_argument(std::string(what) +
                                " must be a number above 0, in plain digits");
  }
  return number;
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line.substr(0, line.find('#')));
  return {std::istream_iterator<std::string>(stream), {}};
}

std::pair<RowName, double> parse(const std::vector<std::string>& words,
                                 const std::set<RowName>& rows) {
  if (words.size() != 4) {
    throw std::invalid_argument("not WORKLOAD SERVER CLIENTS NUMBER");
  }
  const RowName row{words[0], words[1], positive<int>(words[2], "CLIENTS")};
  if (!rows.contains(row)) {
    throw std::invalid_argument("there is no row " + row.workload + "/" +
                                row.server +
                                "/clients:" + std::to_string(row.clients));
  }
  return {row, positive<double>(words[3], "NUMBER")};
}

Predictions read(const std::string& path, const std::set<RowName>& rows) {
  std::ifstream file(path);
  Predictions result;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    const std::vector<std::string> words = words_of(line);
    if (words.empty()) {
      continue;
    }
    try {
      if (!result.insert(parse(words, rows)).second) {
        throw std::invalid_argument("this row is predicted twice");
      }
    } catch (const std::invalid_argument& error) {
      std::ostringstream message;
      message << path << ':' << number << ": \"" << line
              << "\": " << error.what();
      throw std::invalid_argument(message.str());
    }
  }
  if (!file.eof()) {
    throw std::system_error(errno, std::system_category(), path);
  }
  return result;
}

}  // namespace

Predictions take_predictions(std::vector<std::string>& words,
                             const std::set<RowName>& rows) {
  const std::string flag = "--predictions";
  const auto found = std::ranges::find_if(words, [&](const std::string& word) {
    return word == flag || word.starts_with(flag + "=");
  });
  if (found == words.end()) {
    return {};
  }
  const auto last = *found == flag ? std::next(found) : found;
  if (last == words.end()) {
    throw std::invalid_argument(flag + " needs a FILE");
  }
  const std::string path =
      *found == flag ? *last : found->substr(flag.size() + 1);
  words.erase(found, std::next(last));
  return read(path, rows);
}

}  // namespace socketserver
