import * as z from 'zod/mini';
import { flag, id, list, number, type Reader, requiredRows, text } from '../../http/wire-readers.ts';

/** `POST` and `GET /api/v2/pins`: the token is `null` until a person has agreed (recorded). */
export interface Pin {
  readonly id: string;
  readonly code: string;
  /** Seconds. */
  readonly expiresIn?: number | undefined;
  readonly authToken?: string | undefined;
}

export const pinAnswer: z.ZodMiniType<Pin> = z.object({ id, code: id, expiresIn: number, authToken: text });

/** Only what is read: the rest of the account drifts, and strict readers were locked out by it (July 2026). */
export interface AccountAnswer {
  readonly id?: string | undefined;
  readonly uuid?: string | undefined;
  readonly username?: string | undefined;
  readonly title?: string | undefined;
  readonly friendlyName?: string | undefined;
}

export const accountAnswer: z.ZodMiniType<AccountAnswer> = z.object({
  id: text,
  uuid: text,
  username: text,
  title: text,
  friendlyName: text,
});

export interface ResourceConnection {
  readonly protocol?: string | undefined;
  readonly address?: string | undefined;
  readonly port?: number | undefined;
  readonly uri?: string | undefined;
  readonly local?: boolean | undefined;
  readonly relay?: boolean | undefined;
  readonly IPv6?: boolean | undefined;
}

/** One device of `GET /api/v2/resources`: servers, players, apps. */
export interface Resource {
  readonly name?: string | undefined;
  /** The `machineIdentifier` of a server. */
  readonly clientIdentifier: string;
  /** A list with commas. */
  readonly provides?: string | undefined;
  readonly accessToken?: string | undefined;
  readonly owned?: boolean | undefined;
  readonly sourceTitle?: string | undefined;
  readonly httpsRequired?: boolean | undefined;
  readonly connections?: readonly ResourceConnection[] | undefined;
}

const connections: Reader<readonly ResourceConnection[]> = list(
  z.object({ protocol: text, address: text, port: number, uri: text, local: flag, relay: flag, IPv6: flag }),
);

export const resourceRow: z.ZodMiniType<Resource> = z.object({
  name: text,
  clientIdentifier: id,
  provides: text,
  accessToken: text,
  owned: flag,
  sourceTitle: text,
  httpsRequired: flag,
  connections,
});

/** Read row by row: one strange device must not hide the servers. Anything but a list is not an answer. */
export const resourcesAnswer: z.ZodMiniType<readonly unknown[]> = requiredRows;
