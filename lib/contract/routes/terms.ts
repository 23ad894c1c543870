/** Operations that use the table alone. */
export const light = { timeoutSeconds: 10, memoryMb: 256 } as const;
/** API Gateway waits 30 s; the function's own budget ends at 28. */
export const exchange = { timeoutSeconds: 29, memoryMb: 1024 } as const;
/** Operations that read the table for as long as a call may take; more memory brings more processor. */
export const ledger = { timeoutSeconds: 29, memoryMb: 1024 } as const;
export const query = { source: 'query' } as const;
export const body = { source: 'body' } as const;
