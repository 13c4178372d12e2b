// Wrong: blockIdx, blockDim and threadIdx are the words of CUDA; OpenCL C does not know them.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) z[i] = x[i] + y[i];
}
