import { generateKeyPairSync, sign } from 'node:crypto';

/** A fresh certificate for an address that signs itself, valid from 2020 to 2049. RFC 5280 gives the structure. */
export function selfSigned(host: string): { readonly key: string; readonly cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(hex('06082a8648ce3d040302')); // ecdsa-with-SHA256
  const name = sequence(der(0x31, sequence(hex('0603550403'), der(0x0c, Buffer.from('test'))))); // commonName
  const validity = sequence(...['200101000000Z', '491231000000Z'].map((time) => der(0x17, Buffer.from(time))));
  const address = sequence(hex('0603551d11'), der(0x04, sequence(der(0x87, Buffer.from(host.split('.').map(Number)))))); // subjectAltName
  const signed = sequence(
    der(0xa0, hex('020102')), // version 3
    hex('020101'), // serial number
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(address)),
  );
  const signature = der(0x03, Buffer.concat([hex('00'), sign('sha256', signed, privateKey)]));
  const base64 = sequence(signed, algorithm, signature).toString('base64');
  const cert = `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const sizes = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...sizes]), content]);
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}
