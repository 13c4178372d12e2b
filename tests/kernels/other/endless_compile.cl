// The same statement a million times: the driver's compiler takes longer than anybody waits.
#define A(s) s s s s s s s s s s
#define B(s) A(s) A(s) A(s) A(s) A(s) A(s) A(s) A(s) A(s) A(s)
#define C(s) B(s) B(s) B(s) B(s) B(s) B(s) B(s) B(s) B(s) B(s)
#define D(s) C(s) C(s) C(s) C(s) C(s) C(s) C(s) C(s) C(s) C(s)
#define E(s) D(s) D(s) D(s) D(s) D(s) D(s) D(s) D(s) D(s) D(s)
#define F(s) E(s) E(s) E(s) E(s) E(s) E(s) E(s) E(s) E(s) E(s)

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i >= n) return;
    float sum = x[i];
    F(sum = sum * sum + y[i];)
    z[i] = sum;
}
