picture-by = by { $name }
picture-made-from = made from
picture-remix = Remix this
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
