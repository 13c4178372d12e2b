/* What a person sees: colour where it is welcome, wrapped text, a progress bar. */
#ifndef WORKSHOP_COMMANDS_SCREEN_H
#define WORKSHOP_COMMANDS_SCREEN_H

#include "../judge/supervise.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum colour { PLAIN, BOLD, DIM, RED, GREEN, YELLOW };

/* The text that switches to the colour on standard output; "" where colour is not welcome: not a
 * terminal, NO_COLOR set, or TERM=dumb. PLAIN switches back. */
const char *colour(enum colour colour);

/* Character cells of a line on standard output, from 40 to 100; COLUMNS says it where that is no terminal. */
size_t terminal_columns(void);

/* Lines of the terminal on standard output; 24 where there is none. */
size_t terminal_rows(void);

/* Prints text on standard output, wrapped to the terminal's width, each line indented by indent
 * spaces, and a line end. Line ends in the text stay; lines that begin with two spaces are not wrapped,
 * unless "FILE:NUMBER: " comes next. A path is not broken, nor what stands between backquotes: they go
 * onto a line of their own, indented by less if need be. */
void print_wrapped(const char *text, size_t indent);

/* The same, from where the cursor stands: column cells behind the beginning of the line. */
void print_hanging(const char *text, size_t column, size_t indent);

/* The same, on standard error for instance. */
void print_hanging_on(FILE *file, const char *text, size_t column, size_t indent);

/* The same, of a text that is formatted as by printf. */
__attribute__((format(printf, 2, 3))) void print_format(size_t indent, const char *format, ...);

/* Prints "label text", the text wrapped behind its label; a title is a label in bold. */
__attribute__((format(printf, 2, 3))) void print_labelled(const char *label, const char *format,
                                                          ...);
__attribute__((format(printf, 2, 3))) void print_title(const char *title, const char *format, ...);

/* Prints "  FILE:NUMBER: text", a line of a source. */
void print_source_line(const char *file, size_t number, const char *text);

/* Prints "label command": the command on a line of its own where both do not fit. */
void print_command(const char *label, const char *command, size_t indent);

/* Prints "workshop: " and the sentence on standard error, wrapped where that is a terminal. */
__attribute__((format(printf, 1, 2))) void print_error(const char *format, ...);

/* Prints the object on standard output, as what --json promises. */
void print_json(const cJSON *object);

/* --json was given: should the program end without having printed its object, it prints
 * {"error": the latest message of print_error} on the way out. */
void promise_json(void);

/* A progress bar on standard error, where that is a terminal; label stands in front of it. */
struct progress_bar {
    bool on;
    const char *label;
    struct progress progress; /* to hand to the judge */
};
void progress_bar_start(struct progress_bar *bar, const char *label, bool wanted);
void progress_bar_clear(struct progress_bar *bar);

/* The program as the person called it, to be used in commands that are proposed. */
const char *program_name(void);

#endif
