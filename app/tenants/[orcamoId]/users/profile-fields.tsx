import { TextField } from "#components/text-field.tsx";

export const profileLabels = { name: "氏名", nameKana: "フリガナ", mail: "メール" };

type ProfileFieldsProps = Partial<Record<keyof typeof profileLabels, string>>;

/** What adding and editing a user have in common. */
export function ProfileFields({ name, nameKana, mail }: ProfileFieldsProps) {
  return (
    <>
      <TextField name="name" label={profileLabels.name} defaultValue={name} maxLength={100} required />
      <TextField name="nameKana" label={profileLabels.nameKana} defaultValue={nameKana} maxLength={100} />
      <TextField name="mail" type="email" label={profileLabels.mail} defaultValue={mail} maxLength={254} />
    </>
  );
}
