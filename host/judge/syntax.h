/* clang's opinion of a .cl file: quicker and clearer than a driver's log, with a mark below the place
 * and often the mend. */
#ifndef WORKSHOP_JUDGE_SYNTAX_H
#define WORKSHOP_JUDGE_SYNTAX_H

#include "../opencl/program.h"

#include <stdbool.h>
#include <stddef.h>

/* Lets clang read the file at path and writes its first few errors, or warnings, into text, each with
 * its line and a caret. options: -D and the like, separated by spaces. *first gets where the first of
 * them is. Returns how many there were; 0 also where clang is not installed. */
size_t syntax_messages(const char *path, const char *options, bool errors, char *text, size_t size,
                       struct build_message *first);

/* Whether clang makes shuffles of the file at path, without optimizing, that move the element of a vector
 * with this number. options as above. false also where clang is not installed, or has errors. */
bool syntax_moves_element(const char *path, const char *options, unsigned element);

#endif
