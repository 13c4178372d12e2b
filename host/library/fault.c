#include "fault.h"

#include "../opencl/error.h"

#include <stdarg.h>
#include <stdio.h>

static _Thread_local char latest[8192];

enum workshop_status fault(enum workshop_status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(latest, sizeof latest, format, arguments);
    va_end(arguments);
    return status;
}

enum workshop_status opencl_fault(void)
{
    return fault(WORKSHOP_OPENCL_ERROR, "OpenCL: %s.", opencl_failure());
}

const char *workshop_error(void)
{
    return latest;
}

const char *workshop_status_name(enum workshop_status status)
{
    static const char *const NAMES[] = {
        "WORKSHOP_SUCCESS",      "WORKSHOP_INVALID_ARGUMENT", "WORKSHOP_INVALID_FILE",
        "WORKSHOP_BUILD_ERROR",  "WORKSHOP_INVALID_KERNEL",   "WORKSHOP_NO_DEVICE",
        "WORKSHOP_OPENCL_ERROR", "WORKSHOP_OUT_OF_MEMORY",
    };
    const int index = -(int)status;
    const int count = sizeof NAMES / sizeof NAMES[0];
    return index >= 0 && index < count ? NAMES[index] : "unknown status";
}
