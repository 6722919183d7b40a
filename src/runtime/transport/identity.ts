/**
 * Who a certificate is for. It names a server as a URI among its alternative names, `figure2://CLUSTER/SERVER`. A host name would say where
 * a server lives, which may change and which another server may take over; and no authority gives out such a URI by mistake, as one for
 * web servers may a host name.
 */
import type { ServerId } from '../../core/types.ts';

/** The alternative name of a server in its certificate; the names are well-formed. What is special in a URI stands as in `%20`. */
export const identityUri = (cluster: string, id: ServerId): string =>
  `figure2://${encodeURIComponent(cluster)}/${encodeURIComponent(id)}`;

/** One name of a list as Node writes it: a name that holds a comma or a quote stands in quotes. */
const NAME = /(?:[^,"]|"(?:[^"\\]|\\.)*")+/g;

const PREFIX = 'URI:';

/**
 * The URIs among the alternative names of a certificate, as `getPeerCertificate().subjectaltname` lists them. A name in quotes is none
 * of ours, which hold nothing that needs them; what looks like one of ours within the quotes is a forgery.
 */
export const urisOf = (subjectAltName: string | undefined): readonly string[] =>
  (subjectAltName?.match(NAME) ?? [])
    .map((name) => name.trim())
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => name.slice(PREFIX.length));

/** Is the certificate with these alternative names for that server? */
export const isFor = (subjectAltName: string | undefined, cluster: string, id: ServerId): boolean =>
  urisOf(subjectAltName).includes(identityUri(cluster, id));
