picture-by = by { $name }
picture-made-from = made from
picture-put-yours = Put yours here (made elsewhere)
picture-lineage = Where it comes from
picture-embed = Embed
picture-variants = { $n ->
    [0] No variants yet
    [one] 1 variant
   *[other] { $n } variants
}
picture-own-order = in your own order, so that late ones are seen too
picture-newest = newest
picture-as-tree = as a tree
picture-remix-this = remix this
picture-no-variants = Nobody has remixed it yet. The first one stands here.
picture-gone = There is no such picture here, or it is not open to you.
picture-withdrawn = This picture was taken back. What others downloaded before cannot be recalled.
picture-no-rendition = There is no such size of this picture. The sizes that there are stand in the picture's description under "renditions".
picture-no-form = Send the picture as a form (multipart/form-data) with a part named "file".
picture-form-cut-off = The upload ended early. Check your connection and send it again.
picture-form-too-many-parts = This form has too many parts; { $max } are the most.
picture-form-too-much-text = The texts of this form are too long; { $max } bytes are the most.
picture-file-missing = Choose a picture to upload.
picture-file-only-one = One picture at a time: send a form for each.
picture-file-empty = This file is empty. Choose the picture again and upload it.
picture-many-coming = Several files from your network are on their way already. Wait until one of them is here, then send yours again.
picture-file-too-large = This file is too large; { $max } MB are the most. Save it smaller, or as a JPEG, and upload that.
picture-file-too-many-pixels = This picture is { $width } × { $height } pixels; 100 megapixels and { $side } a side are the most. Make it smaller and upload that.
picture-file-no-pixels = This picture has no pixels. Save it again with the program it comes from, and upload that.
picture-file-other-format = { $format } cannot be read here. Save the picture as JPEG, PNG or WebP and upload that.
picture-file-avif = AVIF cannot be read yet. Save it as JPEG, PNG or WebP and upload that.
picture-file-no-picture = This is not a picture that can be read here. Upload a JPEG, PNG, WebP or GIF.
picture-file-cut-off = The end of this picture is missing, as after a broken download. Fetch or save it again and upload the whole file.
picture-file-damaged = This picture is damaged. Open it in a picture program, save it again as JPEG or PNG, and upload that.
picture-file-too-many-scans = This JPEG is stored in too many layers. Save it again as an ordinary JPEG and upload that.
picture-file-variant = This kind of { $format } cannot be read here. Save it again as an ordinary JPEG or PNG and upload that.
picture-title-too-long = A title has at most { $max } characters.
picture-alt-too-long = A description has at most { $max } characters.
picture-licence-unknown = Name the licence by its SPDX name, such as CC-BY-SA-4.0, or write all-rights-reserved.
picture-tags-wrong = At most { $max } tags, each of letters, digits and hyphens and at most { $length } characters long.
picture-parents-wrong = Name the pictures that it is made from by their ids, at most { $max }.
picture-parent-gone = One of the pictures that it is made from is not here, or is not open to you.
picture-visibility-wrong = Visibility is one of public, link, members.
picture-store-full = This server keeps at most { $max } MB of files, and that is full. Its owner can make room.
picture-guest-full = A guest may keep at most { $max } MB here. Take one of your pictures back, or become a member.
picture-blocked = This picture may not be put up here: its content was taken down by a moderator. If that is a mistake, write to the host (Contact).
picture-too-many-to-erase = More than { $max } pictures cannot be erased at once. Take some of them back first, then erase the rest.
picture-untitled = Untitled
picture-licence = licence { $licence }
picture-hits = { $n ->
    [one] hit
   *[other] hits
}
picture-held = Only you and the moderators see this until somebody has looked at it.
picture-edit = Change it or take it back
picture-edit-licence = A new licence counts from today. Whoever relied on the one before may go on doing so.
picture-withdraw = Take the picture back
picture-withdraw-words = It disappears at once, in every size, with what is said under it. What others have downloaded or made of it cannot be recalled.
picture-referrers = Where they come from
picture-referrer = From
picture-direct = directly
picture-other = elsewhere
picture-oldest = oldest
picture-file = Picture (JPEG, PNG, WebP or GIF)
picture-title = Title
picture-alt = What is to be seen?
picture-alt-why = For those who do not see it. A sentence is enough.
picture-licence-label = How may others use it?
picture-put-up = Put it up
picture-lineage-of = Where “{ $name }” comes from
picture-taken-back = taken back
picture-oembed-json = Only JSON is given here. Ask again with format=json.
