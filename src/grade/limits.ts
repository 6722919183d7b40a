/** How much memory a server can be given, in MB: Go's runtime needs the least, and WebAssembly has no more than the most. */

export const MEMORY_MB_MIN = 16;
export const MEMORY_MB_MAX = 4096;
