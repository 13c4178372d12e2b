/* The same from C++. */
#include "multiply.c"
