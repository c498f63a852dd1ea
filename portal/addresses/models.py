from django.db import models


class PostcodeArea(models.Model):
    """One row of the national postcode directory: which authority a postcode lies in.

    Loaded by COPY as a whole (`manage.py load_postcodes`), never edited, hence no history.
    """

    postcode = models.CharField(max_length=8, primary_key=True, help_text="Upper case, without space")
    la = models.CharField("local authority code", max_length=9)

    class Meta:
        app_label = "portal"
        verbose_name = "postcode"
        verbose_name_plural = "postcodes"

    def __str__(self) -> str:
        return self.postcode
