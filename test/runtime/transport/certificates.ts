/** Certificates for tests: those that the page of the protocol makes, and others that must not be believed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PeerTls } from '../../../src/runtime/transport/settings.ts';

/** How the page says that certificates are made, for the cluster `example` and its servers S1, S2 and S3. */
const commandsOfPage = (): string => {
  const [, commands] =
    /```sh\n([\s\S]*?openssl[\s\S]*?)```/.exec(readFileSync('docs/reference/peer-protocol.md', 'utf8')) ?? [];
  if (commands === undefined) throw new Error('docs/reference/peer-protocol.md shows no commands for certificates');
  return commands;
};

/** A folder with keys and certificates. */
export class Certificates {
  readonly #folder = mkdtempSync(join(tmpdir(), 'figure2-certificates-'));

  constructor() {
    this.#run(commandsOfPage());
  }

  #run(commands: string): void {
    execFileSync('sh', ['-ec', commands], { cwd: this.#folder, stdio: 'pipe' });
  }

  #read(name: string): string {
    return readFileSync(join(this.#folder, name), 'utf8');
  }

  /** What a server is given. */
  of(name: string, ca = 'ca'): PeerTls {
    return { key: this.#read(`${name}.key`), cert: this.#read(`${name}.pem`), ca: this.#read(`${ca}.pem`) };
  }

  /** Makes another authority. */
  authority(name: string): void {
    const key = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc';
    this.#run(`openssl req -x509 ${key} -days 30 -subj "/CN=${name}" -keyout ${name}.key -out ${name}.pem`);
  }

  /** Makes a certificate with these alternative names, as a file of extensions has them. */
  make(name: string, alternativeNames: string, { ca = 'ca', days = 30 } = {}): void {
    const key = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc';
    writeFileSync(join(this.#folder, `${name}.ext`), alternativeNames);
    this.#run(`openssl req ${key} -subj "/CN=${name}" -keyout ${name}.key -out ${name}.csr
      openssl x509 -req -in ${name}.csr -CA ${ca}.pem -CAkey ${ca}.key -days ${days} -extfile ${name}.ext -out ${name}.pem`);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
