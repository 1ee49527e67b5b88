import * as z from 'zod/mini';
import type { Schema } from '../http/parse-answer.ts';
import { flag, id, number, part, requiredRows, text } from '../http/wire-readers.ts';

/** PublicSystemInfo, in whichever case it was written. */
export interface WirePublicInfo {
  readonly id: string | undefined;
  readonly servername: string | undefined;
  readonly version: string | undefined;
  readonly productname: string | undefined;
  readonly localaddress: string | undefined;
}

const publicInfo = z.object({ id: text, servername: text, version: text, productname: text, localaddress: text });

/**
 * The small server that answers while the real one is loading writes camelCase, nulls included (seen on 10.11 and 12.0), so
 * the names of this one answer are read in any case.
 */
export const publicInfoSchema: Schema<WirePublicInfo> = {
  safeParse: (value) =>
    publicInfo.safeParse(
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).map(([name, field]) => [name.toLowerCase(), field]))
        : value,
    ),
};

/** UserDto. */
export interface WireUser {
  readonly Id: string;
  readonly Name: string | undefined;
  readonly Policy: WirePolicy | undefined;
}

interface WirePolicy {
  readonly IsAdministrator: boolean | undefined;
  readonly IsDisabled: boolean | undefined;
}

const policy: z.ZodMiniType<WirePolicy> = z.object({ IsAdministrator: flag, IsDisabled: flag });

export const userSchema: z.ZodMiniType<WireUser> = z.object({ Id: id, Name: text, Policy: part(policy) });
export const usersSchema: z.ZodMiniType<WireUser[]> = z.array(userSchema);

/** AuthenticationResult. */
export interface WireLogin {
  readonly AccessToken: string;
  readonly ServerId: string | undefined;
  readonly User: WireUser;
}

export const loginSchema: z.ZodMiniType<WireLogin> = z.object({ AccessToken: id, ServerId: text, User: userSchema });

/** QuickConnectResult. */
export interface WireQuickConnect {
  readonly Secret: string;
  readonly Code: string;
  readonly Authenticated: boolean | undefined;
}

export const quickConnectSchema: z.ZodMiniType<WireQuickConnect> = z.object({
  Secret: id,
  Code: id,
  Authenticated: flag,
});

/** BaseItemDtoQueryResult. The rows are read one by one, so that a bad one spoils only itself. */
export interface WirePage {
  readonly Items: readonly unknown[];
  readonly TotalRecordCount: number | undefined;
}

export const pageSchema: z.ZodMiniType<WirePage> = z.object({ Items: requiredRows, TotalRecordCount: number });

/** A row of the user's views: a CollectionFolder or UserView. */
export interface WireView {
  readonly Id: string;
  readonly Name: string | undefined;
  readonly CollectionType: string | undefined;
}

export const viewSchema: z.ZodMiniType<WireView> = z.object({ Id: id, Name: text, CollectionType: text });

/** UserView rows, read one by one too. */
export interface WireViews {
  readonly Items: readonly unknown[];
}

export const viewsSchema: z.ZodMiniType<WireViews> = z.object({ Items: requiredRows });
