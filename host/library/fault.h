/* Why a call of the library failed, for each thread apart. */
#ifndef WORKSHOP_LIBRARY_FAULT_H
#define WORKSHOP_LIBRARY_FAULT_H

#include <workshop/matmul.h>

/* Keeps the text for workshop_error(), cut to a few thousand bytes; returns the status. */
__attribute__((format(printf, 2, 3))) enum workshop_status fault(enum workshop_status status,
                                                                 const char *format, ...);

/* The same for an OpenCL call that has just been reported to failed(). */
enum workshop_status opencl_fault(void);

#endif
