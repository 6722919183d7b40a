/** Whether a transport is told what it needs to know of a server. */
import { X509Certificate } from 'node:crypto';
import { MAX_NAME_LENGTH } from './hello.ts';
import { identityUri, isFor } from './identity.ts';
import type { TcpSettings } from './settings.ts';
import { TransportFault, type TransportOwner } from './transport.ts';

/** @throws TransportFault when a name can't be one, an address is missing, or the certificate is another's. */
export const checkOwner = (owner: TransportOwner, settings: TcpSettings): void => {
  const fault = nameFault(owner) ?? addressFault(owner, settings) ?? certificateFault(owner, settings);
  if (fault !== undefined) throw new TransportFault(`transport: ${fault}`);
};

const nameFault = ({ cluster, id, peers }: TransportOwner): string | undefined => {
  const names = [cluster, id, ...peers];
  const wrong = names.find((name) => name === '' || name.length > MAX_NAME_LENGTH || /\p{C}/u.test(name));
  if (wrong !== undefined)
    return `${JSON.stringify(wrong)} is no name; give 1 to ${MAX_NAME_LENGTH} characters that can be seen`;
  return peers.includes(id) ? `${id} is among its own peers; leave it out` : undefined;
};

const addressFault = ({ peers }: TransportOwner, { peers: addresses }: TcpSettings): string | undefined => {
  if (typeof addresses === 'function') return undefined;
  const missing = peers.find((peer) => addresses[peer] === undefined);
  return missing && `there is no address of ${missing}; give peers: { ${missing}: { host, port } }`;
};

const certificateFault = ({ cluster, id }: TransportOwner, { tls }: TcpSettings): string | undefined => {
  if (tls === undefined) return undefined;
  const { subjectAltName, validTo } = new X509Certificate(tls.cert);
  if (!isFor(subjectAltName, cluster, id))
    return `tls.cert is for ${subjectAltName ?? 'nobody'}; make one for ${identityUri(cluster, id)}`;
  return Date.parse(validTo) < Date.now() ? `tls.cert was valid until ${validTo}; make a new one` : undefined;
};
