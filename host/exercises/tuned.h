/* Tuned values: which values of a file's parameters are the fastest on a device. Two stores hold them:
 * solutions/tuned.json came with the course and speaks of its files; .workshop/tuned.json is what the
 * subcommand tune found on this machine, and wins. */
#ifndef WORKSHOP_EXERCISES_TUNED_H
#define WORKSHOP_EXERCISES_TUNED_H

#include <stdbool.h>
#include <stddef.h>

/* What a device is known by, as device_describe() gives it. */
struct device_key {
    const char *name, *platform, *driver;
    const char *type; /* "GPU", "CPU", ... */
};

/* Which values suit a launch: "small" below 2^18 outputs, "medium" below 2^22, else "large". */
const char *class_of_outputs(double outputs);

/* Whether the file at path has parameters that can be tuned. */
bool tuned_is_for(const char *file);

/* Whether some store may know values for the bytes of the file at path, on whatever device. */
bool tuned_may_find(const char *file);

/* The build options with the values for a file, a device and a class of sizes (sizes.h): "-D TILE_X=64 -D
 * LOCAL_X=16". A class that was never tuned falls back to the nearest one; a value is used only if a
 * tune line of the file names its parameter. from gets where they are from: "tuned by you on
 * 2026-11-23", "shipped for CPUs with PoCL". False: there are none; options and from are then "". */
bool tuned_find(const struct device_key *device, const char *file, const char *size_class,
                char *options, size_t size, char *from, size_t from_size);

/* The same for a program that carries a file of the course and what came with it: text is that of the
 * file called "solutions/04_matmul.cl", say, and shipped that of solutions/tuned.json. */
bool tuned_find_carried(const struct device_key *device, const char *text, const char *file,
                        const char *shipped, const char *size_class, char *options, size_t size);

/* What there has been to tell about the stores since the last call, as a sentence: that one is corrupt, or
 * that its values for the file are of another device or driver. "" if nothing. */
const char *tuned_notice(void);

/* Where the values that were found here are kept, as a path to show. */
const char *tuned_path(void);

/* Keeps values that were found here, in place of older ones for the same device, driver, contents of
 * the file, and class. options: "-D NAME=VALUE ...", "" if the file's own are the best; median_ms: of
 * the timed case; factor: how many times as fast as with the file's own values. False with a sentence
 * in notice if they cannot be kept; notice tells also of a corrupt store that was set aside, and is ""
 * otherwise. */
bool tuned_keep(const struct device_key *device, const char *file, const char *size_class,
                const char *options, double median_ms, double factor, char *notice,
                size_t notice_size);

/* Drops what was kept for a file on a device, of all classes; what came with the course counts again. *count gets
 * how many classes there were. False with a sentence in notice, as above. */
bool tuned_forget(const struct device_key *device, const char *file, size_t *count, char *notice,
                  size_t notice_size);

#endif
