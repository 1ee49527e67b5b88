import { expect, test } from 'vitest';
import { meaningOfCode } from '../../../src/backends/http/network-codes.ts';

test.each([
  // As OpenSSL's own server sends them, and those of proxies written in Go.
  'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
  'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
  'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED',
  'ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN',
  'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
  'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE',
])('%s is about the certificate of this side, not of the server', (code) => {
  expect(meaningOfCode(code)).toMatchObject({ problem: 'tls', tls: 'client-certificate' });
});

test.each(['HPE_INVALID_CONSTANT', 'UND_ERR_HEADERS_OVERFLOW', 'Z_DATA_ERROR'])('%s is an answer', (code) => {
  const { problem, says } = meaningOfCode(code);
  expect(problem).toBeUndefined();
  expect(says).not.toContain('connection');
});
