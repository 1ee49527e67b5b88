import { MediafoldError } from '../../../errors.ts';
import { type Secret, secret } from '../../../models/secret.ts';

/**
 * A token as a person pasted it, without the blanks around it. One with quotation marks of a text processor or the like could
 * not even be sent, which would look like a failure of the network.
 *
 * @throws {MediafoldError} `invalid-argument` for characters that no token has
 */
export function pastedToken(given: Secret, operation: string): Secret {
  const text = given.reveal().trim();
  if (/^[\x21-\x7E]*$/.test(text)) return secret(text);
  const says = 'the token holds blanks or characters that no token has. Copy it again, without what stands around it';
  throw new MediafoldError('invalid-argument', `${operation}: ${says}`, { operation });
}
