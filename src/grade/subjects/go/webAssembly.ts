/** WebAssembly, as far as it is needed here: the types of Node 20 leave it out. */

/** A compiled module, which can be passed between threads. */
export interface WasmModule {
  readonly _isModule: never;
}

/** The memory of an instance. Its buffer is another one after it has grown. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** Functions that a module imports, by name. */
export type WasmImports = Readonly<Record<string, (...args: never[]) => unknown>>;

interface Api {
  readonly Module: {
    new (bytes: Uint8Array): WasmModule;
    /** What a module asks for. */
    imports(module: WasmModule): readonly { readonly module: string; readonly name: string }[];
  };
  readonly Instance: new (
    module: WasmModule,
    imports: Readonly<Record<string, WasmImports>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  /** What an instance throws that can't go on. */
  readonly RuntimeError: new (
    message?: string,
  ) => Error;
}

export const { Module, Instance, RuntimeError } = (globalThis as unknown as { readonly WebAssembly: Api }).WebAssembly;
