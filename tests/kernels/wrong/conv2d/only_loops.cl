// Wrong: the template's two loops as they were, set differently; nothing has been filled in.
#define LOCAL_X 16
#define LOCAL_Y 16

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output, const uint height,
                     const uint width)
{
    for (int i = 0; i < KERNEL_SIZE; i++)
    {
        for (int j = 0; j < KERNEL_SIZE; j++)
        {
            // which pixel?
        }
    }
}
