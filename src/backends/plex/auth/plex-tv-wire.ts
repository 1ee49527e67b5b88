import * as z from 'zod/mini';
import type { Schema } from '../../http/parse-answer.ts';
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

/** `GET /api/v2/ping`. Anything in JSON will do: a portal that answers for plex.tv sends a page. */
export const pingAnswer: z.ZodMiniType<{ readonly pong?: boolean | undefined }> = z.object({ pong: flag });

/** `POST /api/v2/home/users/{uuid}/switch`: a whole user, of which nothing but the token has to be right. */
export interface SwitchAnswer {
  readonly authToken: string;
}

export const switchAnswer: z.ZodMiniType<SwitchAnswer> = z.object({ authToken: id });

/** One member of a Plex Home. The number beside the `uuid` opens nothing here, so it is not read. */
export interface HomeUser {
  readonly uuid: string;
  readonly title?: string | undefined;
  readonly username?: string | undefined;
  readonly friendlyName?: string | undefined;
  readonly admin?: boolean | undefined;
  readonly restricted?: boolean | undefined;
  /** A PIN is asked for. */
  readonly protected?: boolean | undefined;
}

export const homeUserRow: z.ZodMiniType<HomeUser> = z.object({
  uuid: id,
  title: text,
  username: text,
  friendlyName: text,
  admin: flag,
  restricted: flag,
  protected: flag,
});

/** In an object beside the name of the home (recorded), or bare. */
function usersIn(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'users' in answer ? (answer.users ?? []) : answer;
}

/** Without the schemas that zod has for it: bundlers would load those with every app. */
export const homeAnswer: Schema<readonly unknown[]> = {
  safeParse: (answer) => requiredRows.safeParse(usersIn(answer)),
};

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
