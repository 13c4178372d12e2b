// Tabs, and a comment in other alphabets: Größe, délai, сумма, 和, ∑ xᵢ + yᵢ. Right: comments may hold any bytes.
#define	LOCAL_X	64	/* Größe der Arbeitsgruppe */

__kernel	void	vector_add(__global	const	float	*x, __global	const	float	*y, __global	float	*z, const	uint	n)
{
	const	uint	i = get_global_id(0);	// ← Index
	if (i < n)
		z[i] = x[i] + y[i];
}
